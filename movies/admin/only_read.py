"""Rows that the admin shows and nobody edits there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """What others said or the site worked out: an operator may look and delete, never add or change."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Kept(ReadOnly):
    """A log: nor is anything of it deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
