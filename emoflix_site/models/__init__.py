"""What the site itself keeps, beside its rooms."""

from emoflix_site.models.audit import AuditEntry

__all__ = ["AuditEntry"]
