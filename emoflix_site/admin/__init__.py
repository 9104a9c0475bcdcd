"""The site's own pages in the admin."""

from emoflix_site.admin import audit, tokens, webhooks

__all__ = ["audit", "tokens", "webhooks"]
