"""What the site itself keeps, beside its rooms."""

from emoflix_site.models.audit import AuditEntry
from emoflix_site.models.idempotency import SentRequest
from emoflix_site.models.tokens import ApiToken, Scope
from emoflix_site.models.upkeep import Upkeep
from emoflix_site.models.webhooks import Delivery, Webhook

__all__ = ["ApiToken", "AuditEntry", "Delivery", "Scope", "SentRequest", "Upkeep", "Webhook"]
