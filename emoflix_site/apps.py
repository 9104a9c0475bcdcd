"""The site itself as an app: it owns the system checks."""

from __future__ import annotations

from django.apps import AppConfig


class EmoFlixConfig(AppConfig):
    name = "emoflix_site"

    def ready(self) -> None:
        from emoflix_site import checks  # noqa: F401  (registers itself)
