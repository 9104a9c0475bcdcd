"""Watching together: start an evening, join it, add the faces of a picture, and find films for all of them."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

import ml.face
import ml.fusion
from emotions.checkin import FILMS, Media, wish_of
from emotions.models import Evening, Guest, MoodCheck
from emotions.models.evenings import MOST_GUESTS
from emotions.privacy import consents
from emotions.senses import at_hand
from ml.artifact import ArtifactError
from ml.labels import Modality
from ml.readings import Reading, Status
from movies.models import Mode, Taste
from movies.recommending import Picks
from movies.recommending.together import Fairness, recommend_together
from movies.wishes.wish import Wish

TONIGHT = timedelta(hours=12)
"""A check-in this old still says how somebody feels tonight."""


class CannotJoin(Exception):  # noqa: N818 - an answer, not a fault
    """Why somebody cannot take part, as a sentence."""


def tonights_check(user: User) -> MoodCheck | None:
    """What the user brings to an evening: the newest check-in, if it is of tonight."""
    return MoodCheck.objects.of(user).filter(created__gt=timezone.now() - TONIGHT).first()


def start(user: User, check: MoodCheck, *, name: str, shares_mood: bool) -> Evening:
    """A new evening with its host as the first guest."""
    with transaction.atomic():
        evening = Evening.objects.create(host=user)
        Guest.objects.create(
            evening=evening,
            user=user,
            check_in=check,
            name=name or user.get_username(),
            shares_mood=shares_mood,
        )
    return evening


def join(user: User, code: str, *, name: str, shares_mood: bool) -> Evening:
    """Take part in the evening of a code with tonight's check-in; joining again brings the newest one.

    Raises:
        CannotJoin: no such evening is open, it is full, or the user has not said tonight how they feel.
    """
    evening = Evening.objects.open_by(code)
    if evening is None:
        raise CannotJoin(_("No evening with this code is open: codes work for a day. Look at it again?"))
    check = tonights_check(user)
    if check is None:
        raise CannotJoin(_("Say first how you feel tonight; the code will still be good afterwards."))
    with transaction.atomic():
        others = evening.guests.filter(~Q(user=user) | Q(user=None)).count()
        if others >= MOST_GUESTS:
            raise CannotJoin(_("This evening is full."))
        brought = {"check_in": check, "name": name or user.get_username(), "shares_mood": shares_mood}
        Guest.objects.update_or_create(evening=evening, user=user, defaults=brought)
    return evening


def add_faces(user: User, evening: Evening, picture: Media) -> tuple[Reading, ...]:
    """Every face of a picture becomes a guest; the picture is dropped.

    Everybody in it has to have agreed; whoever sends it says so.

    Returns:
        What was read in the picture, faces that cannot be used among it.

    Raises:
        CannotJoin: the evening is full.
    """
    consents.insist(user, [Modality.FACE], agrees_to=[Modality.FACE])
    readings = _faces(picture)
    with transaction.atomic():
        seats = MOST_GUESTS - evening.guests.count()
        faces = evening.guests.filter(user=None).count()
        usable = [reading for reading in readings if reading.usable]
        if usable and seats <= 0:
            raise CannotJoin(_("This evening is full."))
        Guest.objects.bulk_create(
            Guest.of_face(
                evening, _("Face %(number)s") % {"number": faces + place}, ml.fusion.fuse([reading])
            )
            for place, reading in enumerate(usable[:seats], start=1)
        )
    return readings


def _faces(picture: Media) -> tuple[Reading, ...]:
    if picture.too_large:
        told = _("The picture is larger than the site accepts; a smaller one will do.")
        return (Reading(Modality.FACE, status=Status.TOO_LARGE, message=told),)
    try:
        ml.fusion.warm()
        return ml.face.read_all(picture.data)
    except ArtifactError:
        return (at_hand.unavailable(Modality.FACE),)


def leave(user: User, evening: Evening) -> None:
    """Take one's mood away again; when the host leaves, the evening is over for all."""
    if evening.host_id == user.pk:
        evening.delete()
    else:
        evening.guests.filter(user=user).delete()


def films(evening: Evening) -> Picks:
    """Films that leave nobody behind, for everybody who takes part."""
    Guest.objects.forget_faces()
    guests = evening.guests.select_related("check_in__user", "user").prefetch_related("check_in__readings")
    mode = Taste.mode_of(evening.host) or Mode.LIFT
    brought = [(guest.mood, _wish(guest, mode)) for guest in guests]
    if not brought:
        return Picks((), notes=(_("Nobody is here any more."),))
    picks = recommend_together(brought, Fairness(evening.fairness), limit=FILMS, seed=evening.seed)
    return picks.with_cards()


def _wish(guest: Guest, mode: Mode) -> Wish:
    """A guest's own wish; of a face nobody knows one, so it wants what the host's evenings do."""
    if guest.check_in is None:
        return Wish(mode=mode)
    return wish_of(guest.check_in, guest.check_in.asked)
