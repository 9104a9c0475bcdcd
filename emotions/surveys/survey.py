"""The survey's wordings, its pictures, and its data set.

A picture is drawn anew from its pixels before it is stored: no EXIF, no place, no original file, and small.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _
from PIL import Image

from emotions.checkin import Media
from emotions.models import SurveyAnswer
from emotions.privacy.wordings import Wording
from ml import pictures
from movies.said import said
from movies.tables.csv_safety import safe_cell

LONGEST_SIDE = 640
"""Pixels; enough to see an expression."""
JPEG_QUALITY = 85
MOST_BYTES = 12 * 1024 * 1024
"""Of the picture as it comes."""
ANSWER_COLUMNS = ("answer", "person", "date", "emotion", "would_watch", "why", "picture")
CONSENT_COLUMNS = ("answer", "agreed_to", "wording_version", "wording", "agreed_at")


ANSWER_WORDING = Wording(
    version=1,
    sentence=_(
        "I agree that my answer is stored and may be part of a data set for research on films and feelings, "
        "without my name. I can withdraw it at any time on this page; then it is deleted."
    ),
    missing=_("Without your yes the answer is not stored."),
)
PICTURE_WORDING = Wording(
    version=1,
    sentence=_(
        "I agree that this picture of me is stored with my answer and is part of that data set. Nobody sees it on "
        "this site. When I withdraw the answer, the picture is deleted with it."
    ),
    missing=_("A picture is stored only with your yes to it."),
)


class Unusable(Exception):  # noqa: N818 - an answer, not a fault
    """The picture cannot be stored; the message says why."""


def redrawn(media: Media) -> bytes:
    """The picture as a small JPEG with nothing but its pixels.

    Raises:
        Unusable: too large, or not a picture.
    """
    if media.too_large or len(media.data) > MOST_BYTES:
        raise Unusable(_("The picture is larger than the site accepts; a smaller one will do."))
    try:
        image = Image.fromarray(pictures.decode(media.data))
    except pictures.PictureError as error:
        raise Unusable(said(error.message)) from None
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=JPEG_QUALITY)
    return stream.getvalue()


def keep(user: User, *, emotion: str, would_watch: str, why: str, picture: bytes | None) -> SurveyAnswer:
    """Store an answer with the wordings that were agreed to."""
    return SurveyAnswer.objects.create(
        user=user,
        emotion=emotion,
        would_watch=would_watch,
        why=why,
        wording=ANSWER_WORDING.version,
        picture=picture,
        picture_wording=PICTURE_WORDING.version if picture else None,
    )


def data_set(answers: Iterable[SurveyAnswer]) -> bytes:
    """A ZIP: `answers.csv`, `consents.csv`, and `pictures/` with those that were agreed to.

    People are numbered within one export; no name and no number of an account is in it.
    """
    people: dict[int, int] = {}
    rows: list[tuple[object, ...]] = []
    consents: list[tuple[object, ...]] = []
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for answer in answers:
            person = people.setdefault(answer.user_id, len(people) + 1)
            name = f"pictures/{answer.pk}.jpg" if answer.picture else ""
            if answer.picture:
                archive.writestr(name, bytes(answer.picture))
            day = answer.created.date().isoformat()
            rows.append((answer.pk, person, day, answer.emotion, answer.would_watch, answer.why, name))
            consents.extend(_consents(answer))
        archive.writestr("answers.csv", _as_csv(ANSWER_COLUMNS, rows))
        archive.writestr("consents.csv", _as_csv(CONSENT_COLUMNS, consents))
    return stream.getvalue()


def _consents(answer: SurveyAnswer) -> Iterator[tuple[object, ...]]:
    at = answer.created.isoformat()
    yield (answer.pk, "answer", answer.wording, _sentence(ANSWER_WORDING, answer.wording), at)
    if answer.picture_wording is not None:
        sentence = _sentence(PICTURE_WORDING, answer.picture_wording)
        yield (answer.pk, "picture", answer.picture_wording, sentence, at)


def _sentence(wording: Wording, version: int) -> str:
    """The wording where it is today's; an older one is known by its version alone."""
    return str(wording.sentence) if version == wording.version else ""


def _as_csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return stream.getvalue()
