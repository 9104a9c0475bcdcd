"""Moods are kept as long as their owner wants: what is older goes, with its readings, its films and its
company; faces of a picture go after a day."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from emotions.models import Evening, Guest, Keeping, MoodCheck

LOOK_EVERY_SECONDS = 600
"""A person's check-ins look for what is too old no more often than this."""


def keep_for(user: User, days: int | None) -> int:
    """Keep the user's moods for so many days from now on, or until they delete them (None).

    Returns:
        how many moods were older and are gone.
    """
    if days is None:
        Keeping.objects.filter(user=user).delete()
        return 0
    keeping, _ = Keeping.objects.update_or_create(user=user, defaults={"days": days})
    return _forget(keeping)


def forget_old_of(user: User) -> None:
    """The same on the occasion of a check-in, for a site that nothing runs at night."""
    if not cache.add(f"emotions.looked-for-old-of-{user.pk}", True, LOOK_EVERY_SECONDS):
        return
    Guest.objects.forget_faces()
    for keeping in Keeping.objects.filter(user=user):
        _forget(keeping)


def forget_old() -> int:
    """Delete what anybody wanted kept no longer; returns how many moods are gone."""
    Guest.objects.forget_faces()
    chosen = Keeping.objects.values_list("days", flat=True).distinct()
    return sum(_forget(keeping) for days in list(chosen) for keeping in _with_something_old(days))


def _with_something_old(days: int) -> QuerySet[Keeping]:
    """Only who has something that must go: the others would each be asked for nothing."""
    end = timezone.now() - timedelta(days=days)
    moods = MoodCheck.objects.filter(user=OuterRef("user"), created__lt=end)
    evenings = Evening.objects.filter(host=OuterRef("user"), created__lt=end)
    return Keeping.objects.filter(Exists(moods) | Exists(evenings), days=days)


def _forget(keeping: Keeping) -> int:
    Evening.objects.filter(host=keeping.user_id, created__lt=timezone.now() - keeping.age).delete()
    old = MoodCheck.objects.filter(user=keeping.user_id, created__lt=timezone.now() - keeping.age)
    count = old.count()
    old.delete()
    return count
