"""What moods asked for follows a film or a person that is merged into another.

Wishes and chips name people and films by number inside JSON, where the database sees no reference. A list of people
gains the one that stays beside the one that went, so that parting them only takes it away again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete

from emotions.models import MoodCheck
from movies.twins import merging
from movies.wishes.chips import About

FILMS = "films"
MOODS_AT_ONCE = 500


class MoodsFollow:
    """Keeps `MoodCheck.wish` and `MoodCheck.typed` right; what it did is remembered as moods' numbers only."""

    def follow(self, of: str, old: int, new: int) -> list[Any]:
        return list(self._rewrite(of, old, new, None))

    def unfollow(self, of: str, old: int, new: int, done: list[Any]) -> None:
        for _ in self._rewrite(of, old, new, done):
            pass

    def _rewrite(self, of: str, old: int, new: int, back: list[Any] | None) -> Iterator[str]:
        moods = MoodCheck.objects.order_by() if back is None else MoodCheck.objects.filter(pk__in=back)
        for mood in moods.only("wish", "typed").iterator(chunk_size=MOODS_AT_ONCE):
            if of == FILMS:
                changed = _films(mood, *((old, new) if back is None else (new, old)))
            else:
                changed = _people(mood, old, new) if back is None else _without(mood, new)
            if changed:
                mood.save(update_fields=["wish", "typed"])
                yield str(mood.pk)


def _films(mood: MoodCheck, old: int, new: int) -> bool:
    chips = [chip for chip in mood.typed if chip["about"] == About.LIKE_FILM]
    if any(chip["value"] == str(new) for chip in chips):
        return False
    meant = [chip for chip in chips if chip["value"] == str(old)]
    for chip in meant:
        chip["value"] = str(new)
    return bool(meant)


def _people(mood: MoodCheck, old: int, new: int) -> bool:
    """Whether any list named the old one and did not name the new one; such lists do now.

    A mood that names the new one anywhere already is left alone: it finds the films as it is.
    """
    wished = mood.wish.get("people", [])
    chips = [chip for chip in mood.typed if chip["about"] == About.PERSON]
    if new in wished or any(str(new) in chip["value"].split(",") for chip in chips):
        return False
    meant = [chip for chip in chips if str(old) in chip["value"].split(",")]
    for chip in meant:
        chip["value"] += f",{new}"
    if old in wished:
        mood.wish["people"] = [*wished, new]
    return bool(meant) or old in wished


def _without(mood: MoodCheck, person: int) -> bool:
    if "people" in mood.wish:
        mood.wish["people"] = [pk for pk in mood.wish["people"] if pk != person]
    for chip in mood.typed:
        if chip["about"] == About.PERSON:
            chip["value"] = ",".join(pk for pk in chip["value"].split(",") if pk != str(person))
    return True


def _forget(**_: Any) -> None:
    merging.forget_deleted()


def watch() -> None:
    """Take part in merges; what people delete of theirs leaves the journals of merges too."""
    merging.followers["emotions"] = MoodsFollow()
    for model in (MoodCheck, get_user_model()):
        post_delete.connect(_forget, sender=model, dispatch_uid=f"forget-{model.__name__}")
