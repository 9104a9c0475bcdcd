"""How somebody usually sounds: two recordings → numbers → row. The recordings are dropped with the request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

import ml.voice
from emotions.checkin import Media, heard
from emotions.models import MoodReading, UsualVoice
from emotions.privacy import consents
from ml.audio import AudioError
from ml.labels import Modality

COOKIE = "usual_voice"
DECLINED = "declined"
DECLINED_SECONDS = 365 * 24 * 3600


class Offer(StrEnum):
    """Why a result asks for the two sentences."""

    NEW = "new"
    OUTDATED = "outdated"  # they were recorded for an earlier model


class Unusable(Exception):  # noqa: N818 - an answer, not a fault
    """Nothing could be learned; `why` holds a sentence for each recording that cannot be used."""

    def __init__(self, why: Mapping[str, str]) -> None:
        super().__init__(" ".join(why.values()))
        self.why = why


def learn(user: User, recordings: Mapping[str, Media], *, agrees_to: Iterable[Modality] = ()) -> UsualVoice:
    """Store how the user sounds in these recordings, in place of what was stored before.

    Raises:
        NotAgreed: to having the voice read at all.
        Unusable: what was stored before stays.
    """
    consents.insist(user, [Modality.VOICE], agrees_to=agrees_to)
    try:
        reference = ml.voice.reference_of([media.data for media in recordings.values()])
    except AudioError:
        each = {name: heard(Modality.VOICE, media) for name, media in recordings.items()}
        raise Unusable({name: said.message for name, said in each.items() if not said.usable}) from None
    return UsualVoice.objects.keep(user, reference)


def offer(request: HttpRequest, readings: Iterable[MoodReading]) -> Offer | None:
    """What a result with these readings may quietly ask for: only where a voice was read without a
    comparison, and never again after a no in this browser."""
    assert request.user.is_authenticated
    voices = [row for row in readings if row.modality == Modality.VOICE and row.scores]
    if all(row.details.get("referenced") for row in voices) or _declined(request):
        return None
    usual = UsualVoice.objects.of(request.user)
    if usual is None:
        return Offer.NEW
    return None if usual.in_use else Offer.OUTDATED


def _declined(request: HttpRequest) -> bool:
    return request.get_signed_cookie(COOKIE, default=None, salt=str(request.user.pk)) == DECLINED


def decline(request: HttpRequest, response: HttpResponse) -> None:
    """Offer it to this user no more; their page stays in the menu."""
    response.set_signed_cookie(
        COOKIE,
        DECLINED,
        salt=str(request.user.pk),
        max_age=DECLINED_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
