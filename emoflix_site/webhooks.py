"""Telling other programs that an import has ended: signed, and again until it has arrived.

The messages are rows, stored with the run's end. With a broker Celery sends them; without one a process beside the
site does (`manage.py deliver_webhooks`), which also takes up what was left behind.
"""

from __future__ import annotations

import hashlib
import hmac
import subprocess
import sys
import threading
import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save

from emoflix_site import outgoing
from emoflix_site.models import Delivery
from movies.models import ImportRun

ENDED = (ImportRun.State.DONE, ImportRun.State.FAILED, ImportRun.State.CANCELLED)
FINE = range(200, 300)


def watch() -> None:
    """Hear of every import that ends."""
    post_save.connect(_saved, sender=ImportRun, dispatch_uid="emoflix webhooks")


def _saved(instance: ImportRun, update_fields: Any = None, **_: Any) -> None:
    just_ended = update_fields and "finished" in update_fields and instance.finished
    if just_ended and instance.state in ENDED and (deliveries := Delivery.objects.of(instance)):
        transaction.on_commit(lambda: start(deliveries))


def start(deliveries: list[Delivery]) -> None:
    """Have them sent in the background."""
    from emoflix_site.tasks import deliver

    if settings.CELERY_TASK_ALWAYS_EAGER:
        spawn()
        return
    for delivery in deliveries:
        deliver.delay(str(delivery.pk))


def spawn() -> None:
    command: list[Any] = [sys.executable, settings.BASE_DIR / "manage.py", "deliver_webhooks"]
    child = subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    threading.Thread(target=child.wait, daemon=True).start()


def send(delivery: Delivery) -> None:
    """One attempt; the row says how it went and when to try again."""
    body = delivery.body.encode()
    moment = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "EmoFlix-Webhook/1",
        "X-EmoFlix-Delivery": str(delivery.pk),
        "X-EmoFlix-Signature": f"t={moment},v1={signature(delivery.webhook.secret, moment, body)}",
    }
    try:
        status = outgoing.post(delivery.webhook.url, body, headers)
    except outgoing.Unreachable as why:
        delivery.failed(str(why))
        return
    if status in FINE:
        delivery.arrived(f"Answered {status}.")
    else:
        delivery.failed(f"Answered {status}.")


def signature(secret: str, moment: str, body: bytes) -> str:
    """HMAC-SHA256 in hex over the moment, a dot and the body."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
