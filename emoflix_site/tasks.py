"""The site's own work for Celery."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from emoflix_site import delivering, forgetting
from emoflix_site.models import Delivery

LOST_AFTER = timedelta(minutes=5)
"""Beyond the moment it was due; an attempt takes seconds, so what waits longer has lost its place in the queue."""


@shared_task
def deliver(pk: str) -> None:
    """One attempt, and the next one in the queue where it is needed."""
    delivery = Delivery.objects.due().filter(pk=pk).select_related("webhook").first()
    if delivery is None:
        return
    delivering.send(delivery)
    if delivery.next_try is not None:
        wait = (delivery.next_try - timezone.now()).total_seconds()
        deliver.apply_async((pk,), countdown=max(wait, 0.0) + 1.0)


@shared_task
def deliver_lost() -> None:
    """Asked for by every worker every few minutes: messages that the broker forgot, or never heard of."""
    long_due = Delivery.objects.due().filter(next_try__lte=timezone.now() - LOST_AFTER)
    for pk in long_due.values_list("pk", flat=True):
        deliver.delay(str(pk))


@shared_task
def forget_what_is_due() -> None:
    """Asked for by every worker every few minutes."""
    forgetting.forget_if_due()
