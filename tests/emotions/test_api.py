"""The API: the same check-in for other programs."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from emotions.models import MoodCheck

MOODS = "/api/v1/moods/"
LOW = "I had a rotten day and feel low"


@pytest.fixture
def answer(films, alices):
    return alices.post(MOODS, json.dumps({"text": LOW, "mode": "lift"}), content_type="application/json")


def test_a_typed_mood_as_json_brings_mood_and_films(answer):
    assert answer.status_code == 201
    body = answer.json()
    assert body["mood"]["top"] == "sad"
    assert sum(body["mood"]["scores"].values()) == pytest.approx(1.0, abs=0.01)
    assert set(body["mood"]["four"]) == {"happy", "sad", "neutral", "angry"}
    assert sum(body["mood"]["four"].values()) == pytest.approx(1.0, abs=0.01)
    assert set(body["mood"]["readings"][0]) == {"modality", "status", "quality", "scores", "message", "ms"}
    assert len(body["movies"]) == 10
    assert all(film["reasons"] for film in body["movies"])


def test_a_picture_comes_as_a_form(films, alices, portrait):
    answer = alices.post(MOODS, {"face": SimpleUploadedFile("me.jpg", portrait)})
    assert answer.status_code == 201
    assert answer.json()["mood"]["top"] == "happy"


def test_nothing_readable_says_why_for_each_sense(films, alices):
    answer = alices.post(MOODS, {"face": SimpleUploadedFile("me.jpg", b"no picture"), "text": "the"})
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"face", "text"}
    assert not MoodCheck.objects.exists()


def test_an_empty_check_in_is_refused(films, alices):
    answer = alices.post(MOODS, "{}", content_type="application/json")
    assert answer.status_code == 400
    assert "non_field_errors" in answer.json()["errors"]


@pytest.mark.parametrize("body", ["[1, 2]", '"sad"', "{not json", "null"])
def test_a_body_that_is_no_object_is_refused(films, alices, body):
    assert alices.post(MOODS, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": {"deep": 1}},
        {"text": 5},
        {"emotion": ["sad"]},
        {"mode": None, "text": LOW},
        {"language": 7, "text": LOW},
    ],
)
def test_odd_types_never_break_it(films, alices, wrong):
    answer = alices.post(MOODS, json.dumps(wrong), content_type="application/json")
    assert answer.status_code in (201, 400, 422)


@pytest.mark.parametrize("field", ["text", "actor", "language", "emotion"])
def test_half_a_character_never_breaks_it(films, alices, field):
    body = json.dumps({"text": LOW, field: "\ud800"})
    assert alices.post(MOODS, body, content_type="application/json").status_code in (400, 422)


def test_several_languages_come_as_a_list(films, alices):
    body = json.dumps({"text": LOW, "language": ["fr", "Italian"]})
    answer = alices.post(MOODS, body, content_type="application/json")
    assert answer.status_code == 201
    assert MoodCheck.objects.get().wish["languages"] == ["fr", "it"]


def test_an_unknown_language_names_the_field(films, alices):
    answer = alices.post(
        MOODS, json.dumps({"text": LOW, "language": "Frensh"}), content_type="application/json"
    )
    assert answer.status_code == 400
    assert "French" in answer.json()["errors"]["language"][0]


def test_a_correction_is_taken(answer, alices):
    address = f"{MOODS}{answer.json()['id']}/correct/"
    corrected = alices.post(address, json.dumps({"emotion": "angry"}), content_type="application/json")
    assert corrected.json()["corrected_to"] == "angry"


def test_the_history_is_the_users_own(answer, alices, bobs):
    assert len(alices.get(MOODS).json()["results"]) == 1
    assert bobs.get(MOODS).json()["results"] == []
    address = f"{MOODS}{answer.json()['id']}/"
    assert alices.get(address).status_code == 200
    assert bobs.get(address).status_code == 404
    assert bobs.delete(address).status_code == 404
    assert bobs.post(f"{address}correct/", {"emotion": "sad"}).status_code == 404


def test_a_stranger_is_refused(client, db):
    assert client.get(MOODS).status_code in (401, 403)


def test_the_schema_names_every_route(client, db):
    schema = client.get("/api/schema/", headers={"accept": "application/json"}).json()
    assert {MOODS, f"{MOODS}{{id}}/", f"{MOODS}{{id}}/correct/", "/api/v1/films/"} <= set(schema["paths"])
    assert "multipart/form-data" in schema["paths"][MOODS]["post"]["requestBody"]["content"]


def test_the_schema_page_opens(client, db):
    assert client.get("/api/docs/").status_code == 200
