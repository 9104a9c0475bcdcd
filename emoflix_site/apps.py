"""The site itself as an app: it owns the system checks."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangosAdminConfig


class AdminConfig(DjangosAdminConfig):
    default_site = "emoflix_site.admin_site.EmoFlixAdminSite"


class EmoFlixConfig(AppConfig):
    name = "emoflix_site"

    def ready(self) -> None:
        from emoflix_site import checks, metrics, webhooks  # noqa: F401  (checks register themselves)

        metrics.watch()
        webhooks.watch()
