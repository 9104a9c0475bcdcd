"""Telling every worker that the catalogue changed, so that none ranks films from an old index."""

from __future__ import annotations

import time
from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save

from movies.models import AlternativeTitle, CatalogueState, Credit, GenreMood, Movie, Person

_THE_ROW = 1


def version() -> int:
    """Number that differs after every change to what recommending reads; one small query."""
    stored = CatalogueState.objects.filter(pk=_THE_ROW).values_list("version", flat=True).first()
    return stored or 0


def touch() -> None:
    """State that films, genres or the genre table changed. Bulk statements send no signal and call this.

    The number is the clock's, so a change that was rolled back never shares its number with a later one.
    """
    CatalogueState.objects.update_or_create(pk=_THE_ROW, defaults={"version": time.time_ns()})


def unsettle() -> None:
    """State that a batch went in; part of the batch's transaction, so that a kill cannot hide it."""
    CatalogueState.objects.update_or_create(pk=_THE_ROW, defaults={"settled": False})


def settled() -> bool:
    return not CatalogueState.objects.filter(pk=_THE_ROW, settled=False).exists()


def mark_settled() -> None:
    CatalogueState.objects.filter(pk=_THE_ROW).update(settled=True)


def profiled() -> int:
    """The version that the stored profiles fit; after any change since they are behind."""
    stored = CatalogueState.objects.filter(pk=_THE_ROW).values_list("profiled", flat=True).first()
    return stored or 0


def mark_profiled(of: int) -> None:
    """State that the stored profiles fit the catalogue as it was at this version."""
    CatalogueState.objects.filter(pk=_THE_ROW).update(profiled=of)


def starter_loaded() -> str:
    """SHA-256 of the starter catalogue that went in whole; "" when none did."""
    stored = CatalogueState.objects.filter(pk=_THE_ROW).values_list("starter", flat=True).first()
    return stored or ""


def mark_starter(digest: str) -> None:
    CatalogueState.objects.update_or_create(pk=_THE_ROW, defaults={"starter": digest})


def watch() -> None:
    """Touch on every single save, deletion and change of genres or languages."""
    for sender in (Movie, AlternativeTitle, Person, GenreMood, Credit):
        post_save.connect(_touched, sender=sender, dispatch_uid=f"saved-{sender.__name__}")
        post_delete.connect(_touched, sender=sender, dispatch_uid=f"deleted-{sender.__name__}")
    for through in (Movie.genres.through, Movie.languages.through, Movie.countries.through):
        m2m_changed.connect(_touched, sender=through, dispatch_uid=f"linked-{through.__name__}")


def _touched(**_: Any) -> None:
    touch()
