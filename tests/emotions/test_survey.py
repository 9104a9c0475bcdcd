"""The survey: consent first, a picture only with its own, withdrawn for good, exported safely."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from emotions.models import SurveyAnswer
from emotions.surveys import survey

SURVEY = "/survey/"
WORDS = {"emotion": "sad", "would_watch": "Paddington 2", "why": "it is kind", "agreed": "on"}

ANSWER_SENTENCES = {
    1: "I agree that my answer is stored and may be part of a data set for research on films and feelings, without "
    "my name. I can withdraw it at any time on this page; then it is deleted.",
}
PICTURE_SENTENCES = {
    1: "I agree that this picture of me is stored with my answer and is part of that data set. Nobody sees it on "
    "this site. When I withdraw the answer, the picture is deleted with it.",
}
"""What people agreed to, by version. A changed sentence is a new entry and a new version, never an edit."""


@pytest.fixture
def photograph(astronaut) -> bytes:
    """A large picture with a place and a date in it."""
    exif = Image.Exif()
    exif[0x010F] = "a camera of mine"
    exif[0x8825] = {1: "N", 2: (48.0, 12.0, 0.0)}
    stream = io.BytesIO()
    Image.fromarray(astronaut).resize((1500, 1500)).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def picture(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("me.jpg", content)


def told(client, **changes) -> str:
    answer = client.post(SURVEY, {**WORDS, **changes})
    assert answer.status_code == 422
    return answer.content.decode()


def test_a_stranger_is_sent_to_the_log_in(client, db):
    assert client.get(SURVEY).url.startswith("/accounts/login/")


def test_each_wording_is_the_one_its_version_stands_for():
    assert str(survey.ANSWER_WORDING.sentence) == ANSWER_SENTENCES[survey.ANSWER_WORDING.version]
    assert str(survey.PICTURE_WORDING.sentence) == PICTURE_SENTENCES[survey.PICTURE_WORDING.version]


def test_an_answer_is_stored_with_the_wording_that_was_agreed_to(alices):
    alices.post(SURVEY, WORDS)
    answer = SurveyAnswer.objects.get()
    assert (answer.emotion, answer.would_watch, answer.why) == ("sad", "Paddington 2", "it is kind")
    assert answer.wording == survey.ANSWER_WORDING.version
    assert answer.picture is None
    assert answer.picture_wording is None
    assert "Paddington 2" in alices.get(SURVEY).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"agreed": ""}, "Without your yes"),
        ({"would_watch": "  "}, "Please name a film"),
        ({"emotion": "hungry"}, "Select a valid choice"),
        ({"emotion": ""}, "tap the face"),
        ({"would_watch": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_is_missing_is_told_what_was_typed_stays_and_nothing_is_stored(alices, changes, sentence):
    page = told(alices, **changes)
    assert sentence in page
    assert "it is kind" in page
    assert not SurveyAnswer.objects.exists()


def test_a_picture_without_its_own_yes_is_not_stored(alices, photograph):
    assert "only with your yes" in told(alices, picture=picture(photograph))
    assert not SurveyAnswer.objects.exists()


def test_a_yes_without_a_picture_stores_no_consent_to_one(alices):
    alices.post(SURVEY, {**WORDS, "picture_agreed": "on"})
    assert SurveyAnswer.objects.get().picture_wording is None


def test_a_picture_is_drawn_anew_small_and_without_place_or_camera(alices, photograph):
    alices.post(SURVEY, {**WORDS, "picture": picture(photograph), "picture_agreed": "on"})
    stored = bytes(SurveyAnswer.objects.get().picture)
    assert b"a camera of mine" in photograph
    assert b"a camera of mine" not in stored
    image = Image.open(io.BytesIO(stored))
    assert image.format == "JPEG"
    assert max(image.size) == survey.LONGEST_SIDE
    assert not image.getexif()
    assert len(stored) < 300_000


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 no picture", b"\0" * (13 * 1024 * 1024)], ids=["empty", "PDF", "13 MB"]
)
def test_what_is_no_picture_is_told_and_nothing_is_stored(alices, content):
    page = told(alices, picture=picture(content), picture_agreed="on")
    assert "picture" in page
    assert 'class="errorlist"' in page
    assert not SurveyAnswer.objects.exists()


def test_the_database_itself_refuses_a_picture_without_consent(alice):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        SurveyAnswer.objects.create(user=alice, emotion="sad", would_watch="x", wording=1, picture=b"x")


def test_withdrawing_deletes_the_row_and_the_picture(alices, photograph):
    alices.post(SURVEY, {**WORDS, "picture": picture(photograph), "picture_agreed": "on"})
    page = alices.post(f"{SURVEY}{SurveyAnswer.objects.get().pk}/withdraw/", follow=True).content.decode()
    assert "the answer and its picture are deleted" in page
    assert not SurveyAnswer.objects.exists()


def test_nobody_withdraws_or_sees_anothers_answer(alices, bobs):
    alices.post(SURVEY, WORDS)
    assert bobs.post(f"{SURVEY}{SurveyAnswer.objects.get().pk}/withdraw/").status_code == 404
    assert "Paddington 2" not in bobs.get(SURVEY).content.decode()
    assert SurveyAnswer.objects.exists()


def test_deleting_the_account_deletes_its_answers(alices, alice):
    alices.post(SURVEY, WORDS)
    alice.delete()
    assert not SurveyAnswer.objects.exists()


def cells(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode())))


def test_the_operator_exports_answers_consents_and_pictures_without_names(alices, bobs, photograph, settings):
    settings.STAFF_NEEDS_SECOND_FACTOR = False
    alices.post(
        SURVEY,
        {
            **WORDS,
            "would_watch": '=HYPERLINK("http://x")',
            "picture": picture(photograph),
            "picture_agreed": "on",
        },
    )
    alices.post(SURVEY, WORDS)
    bobs.post(SURVEY, WORDS)
    operator = Client()
    operator.force_login(
        User.objects.create_superuser("operator", password="a film a day 9"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    chosen = [str(pk) for pk in SurveyAnswer.objects.values_list("pk", flat=True)]
    answer = operator.post("/admin/emotions/surveyanswer/", {"action": "export", "_selected_action": chosen})
    archive = zipfile.ZipFile(io.BytesIO(answer.content))

    answers, consents = cells(archive, "answers.csv"), cells(archive, "consents.csv")
    assert len(answers) == 3
    assert len({row["person"] for row in answers}) == 2
    assert sorted(row["agreed_to"] for row in consents) == ["answer", "answer", "answer", "picture"]
    assert all(row["wording"] and row["agreed_at"] for row in consents)
    (formula,) = [row for row in answers if "HYPERLINK" in row["would_watch"]]
    assert formula["would_watch"].startswith("'=")
    assert archive.read(formula["picture"]).startswith(b"\xff\xd8")
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"alice" not in everything
    assert b"bob" not in everything


def test_an_operator_without_rights_exports_nothing(alices, settings):
    settings.STAFF_NEEDS_SECOND_FACTOR = False
    alices.post(SURVEY, WORDS)
    assert alices.post("/admin/emotions/surveyanswer/", {"action": "export"}).status_code in (302, 403)
