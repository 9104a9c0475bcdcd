"""Tell those who want to hear of ended imports: everything that is due, and what will be within minutes."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from emoflix_site import delivering
from emoflix_site.models import Delivery

PATIENCE = timedelta(minutes=10)
"""What is due later is left to the next run of this command."""


class Command(BaseCommand):
    help = "Send what webhooks are owed. A timer may run it every few minutes where there is no broker."

    def handle(self, *args: Any, **options: Any) -> None:
        end = timezone.now() + PATIENCE
        while (next_try := self._send_due()) is not None and next_try < end:
            time.sleep(max((next_try - timezone.now()).total_seconds(), 0.1))

    def _send_due(self) -> Any:
        for delivery in Delivery.objects.due().select_related("webhook"):
            delivering.send(delivery)
            self.stdout.write(f"{delivery.webhook}: {delivery.said}")
        waiting = Delivery.objects.filter(next_try__isnull=False, webhook__active=True)
        return waiting.order_by("next_try").values_list("next_try", flat=True).first()
