"""The one use case: what a person sends → readings → mood → row → films.

Pages, the API and the `recommend` command all come through here, so a mood means the same
wherever it was given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

import ml.face
import ml.fusion
import ml.text
import ml.voice
from emotions.events import nothing_understood, timed, understood
from emotions.models import MoodCheck, UsualVoice
from emotions.privacy import consents, retention
from emotions.senses import at_hand
from ml.labels import Emotion, Modality
from ml.readings import Mood, Reading, Status
from ml.voice_model import Reference
from movies.models import Taste
from movies.recommending import Mode, Picks, recommend
from movies.wishes import typed_wishes
from movies.wishes.chips import apply
from movies.wishes.typed_wishes import Understood
from movies.wishes.wish import Wish

FILMS = 10
FRESH_FOR_CHECKS = 12
"""Check-ins during which a film that was shown is not shown again."""


@dataclass(frozen=True, slots=True)
class Media:
    """The bytes of one picture or voice; `too_large` when there were more than the site keeps."""

    data: bytes = b""
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class Signals:
    """What a person sent. A sense that was not used is None (text: empty)."""

    text: str = ""
    face: Media | Reading | None = None
    """A picture, or what the person's own device read in one."""
    voice: Media | None = None
    emotion: Emotion | None = None
    agrees_to: frozenset[Modality] = frozenset()
    """Senses whose wording the person agreed to with this very check-in."""

    @property
    def media(self) -> frozenset[Modality]:
        """The senses that read more off a person than they say."""
        used = {Modality.FACE: self.face, Modality.VOICE: self.voice}
        return frozenset(sense for sense, sent in used.items() if sent is not None)


class NothingUnderstood(Exception):  # noqa: N818 - an answer, not a fault
    """No sense could be read; carries what each of them said."""

    def __init__(self, readings: tuple[Reading, ...]) -> None:
        super().__init__(" ".join(reading.message for reading in readings))
        self.readings = readings


def wished(signals: Signals) -> Understood:
    """What the words ask of a film, and the words that are left for the mood."""
    return typed_wishes.understand(signals.text) if signals.text else Understood((), "")


def understand(signals: Signals, typed: Understood | None = None, *, usual: Reference | None = None) -> Mood:
    """Read every sense that was used and fuse what they said.

    A mood picked by hand is the person's own word: it outweighs every model, which are not asked. Words
    that only wish for a film leave the mood open: "a scary film" does not sound afraid.

    Args:
        typed: of the same signals, from `wished`, where it is known already.
        usual: how this person's voice sounds as a rule, where they have taught it.

    Raises:
        NothingUnderstood: something was sent but none of it could be read, or nothing was sent.
    """
    if signals.emotion is not None:
        return ml.fusion.picked(signals.emotion)
    typed = typed or wished(signals)
    readings = tuple(_readings(signals, typed, usual))
    if not typed.chips and not any(reading.usable for reading in readings):
        nothing_understood.send(sender=None, readings=readings)
        raise NothingUnderstood(readings)
    return at_hand.together(readings)


def _readings(signals: Signals, typed: Understood, usual: Reference | None) -> list[Reading]:
    readings = []
    if isinstance(signals.face, Reading):
        readings.append(signals.face)
    elif signals.face is not None:
        readings.append(heard(Modality.FACE, signals.face))
    if signals.voice is not None:
        readings.append(heard(Modality.VOICE, signals.voice, usual))
    words = typed.rest if typed.chips else signals.text
    if words:
        readings.append(at_hand.read(Modality.TEXT, lambda: ml.text.read(words)))
    return readings


def heard(modality: Modality, media: Media, usual: Reference | None = None) -> Reading:
    """What one picture or voice says, or why it says nothing."""
    if media.too_large:
        thing = "picture" if modality is Modality.FACE else "recording"
        return Reading(
            modality,
            status=Status.TOO_LARGE,
            message=f"The {thing} is larger than the site accepts; a smaller or shorter one will do.",
        )
    if modality is Modality.FACE:
        return at_hand.read(modality, lambda: ml.face.read(media.data))
    return at_hand.read(modality, lambda: ml.voice.read(media.data, usual))


def check_in(user: User, signals: Signals, wish: Wish, *, number: UUID | None = None) -> MoodCheck:
    """Understand, then store the scores and the films they lead to, all or nothing.

    Args:
        number: the same for what is sent twice: it is kept once, and both are answered with that.

    Raises:
        NotAgreed: to a sense that was used; nothing was read.
        NothingUnderstood: nothing is stored.
    """
    consents.insist(user, signals.media, agrees_to=signals.agrees_to)
    typed = wished(signals)
    usual = UsualVoice.objects.reference_for(user) if signals.voice else None
    with timed("understand"):
        mood = understand(signals, typed, usual=usual)
    understood.send(sender=None, mood=mood)
    try:
        with timed("rank and keep"), transaction.atomic():
            Taste.remember_mode(user, wish.mode)
            by_hand = signals.emotion is not None
            check = MoodCheck.objects.record(
                user, mood, wish, chips=typed.chips, by_hand=by_hand, number=number
            )
            show_films(check, wish, mood=mood)
            retention.forget_old_of(user)
    except IntegrityError:
        earlier = MoodCheck.objects.of(user).filter(pk=number).first() if number else None
        if earlier is None:
            raise
        check = earlier
    check.fresh_mood = mood
    return check


def show_others(check: MoodCheck, *, mode: Mode | None = None, surprise: int | None = None) -> Picks:
    """The same mood, another evening.

    Args:
        mode: what it should do; as it was when left out. The next check-in starts from it.
        surprise: seed of a draw; the likeliest films when left out.
    """
    if mode is not None:
        Taste.remember_mode(check.user, mode)
    check.surprise = surprise
    return show_films(check, replace(check.asked, mode=mode or Mode(check.mode)))


def show_films(check: MoodCheck, wish: Wish, *, mood: Mood | None = None) -> Picks:
    """Rank the catalogue for a stored mood and remember what is shown.

    Args:
        mood: of a check that was just made; what is stored of it when left out.
    """
    wish = wish_of(check, wish)
    picks = recommend(mood or check.mood, wish, limit=FILMS, seed=check.seed)
    check.show(picks, mode=wish.mode, notes=picks.notes, afresh=mood is not None)
    return picks


def wish_of(check: MoodCheck, wish: Wish) -> Wish:
    """A wish with all that is known of its person: typed words, taste, and what they were shown lately."""
    recent = MoodCheck.objects.films_shown(check.user, checks=FRESH_FOR_CHECKS, besides=check)
    wish = apply(wish, check.chips)
    return replace(wish.with_taste_of(check.user), exclude=wish.exclude | frozenset(recent))
