"""One attempt to deliver a message to a webhook: signed, and what came of it on the row."""

from __future__ import annotations

import hashlib
import hmac
import time

from emoflix_site import outgoing
from emoflix_site.models import Delivery

FINE = range(200, 300)


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
