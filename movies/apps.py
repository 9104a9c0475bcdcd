"""The catalogue's app."""

from __future__ import annotations

from django.apps import AppConfig


class MoviesConfig(AppConfig):
    name = "movies"
    verbose_name = "Films"

    def ready(self) -> None:
        from movies.storing import freshness

        freshness.watch()
