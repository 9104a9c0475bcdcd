"""Scores of a face that stayed on the person's device: taken in one shape only, and worth one person's word."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from emotions.models import MoodCheck
from emotions.senses import on_device
from emotions.senses.on_device import NotScores, parse
from ml import face
from ml.labels import SEVEN_EMOTIONS, Emotion
from ml.readings import Status

CHECK_IN, MOODS = "/check-in/", "/api/v1/moods/"


@pytest.fixture
def scores() -> dict:
    """What the browser sends."""
    return {
        "model_version": on_device.files()["calibration"]["version"],
        "scores": {e.value: 0.7 if e is Emotion.SAD else 0.05 for e in SEVEN_EMOTIONS},
        "quality": 0.8,
        "faces": 1,
        "frame": {"x": 0.5, "y": 0.4, "side": 0.3, "roll": -4.5},
        "looked_at": [[0.5] * 6] * 6,
    }


def changed(told: dict, /, **changes: object) -> str:
    return json.dumps({name: value for name, value in {**told, **changes}.items() if value != "gone"})


def test_the_page_hands_out_the_very_model_the_site_reads_with(alices, portrait):
    files = on_device.files()
    version = face.read(portrait).model_version
    assert files["calibration"]["version"] == version
    page = alices.get(CHECK_IN).content.decode()
    assert files["classifier"] in page
    assert version in page


def test_the_files_are_the_shipped_ones(settings):
    from django.contrib.staticfiles import finders

    for name, shipped in (
        ("models/face/model.tflite", "ml/artifacts/face/model.tflite"),
        (
            "models/detector/face_detection_short_range.tflite",
            "ml/artifacts/detector/face_detection_short_range.tflite",
        ),
    ):
        assert finders.find(name) == str(settings.BASE_DIR / shipped)


def test_only_the_check_in_may_run_compiled_code(films, alices):
    assert "'wasm-unsafe-eval'" in alices.get(CHECK_IN)["Content-Security-Policy"]
    for other in ("/", "/settings/", "/usual-voice/", "/moods/"):
        assert "wasm" not in alices.get(other)["Content-Security-Policy"]
    assert "unsafe-inline" not in alices.get(CHECK_IN)["Content-Security-Policy"]


def test_scores_become_a_reading_that_says_where_it_was_made(scores):
    reading = parse(json.dumps(scores))
    assert reading.top is Emotion.SAD
    assert (reading.status, reading.quality) == (Status.OK, 0.8)
    assert reading.details["on_device"] is True
    assert "never left" in reading.message
    assert parse(changed(scores, faces=3)).status is Status.SEVERAL_FACES
    assert "frame" not in parse(changed(scores, frame="gone", looked_at="gone")).details


def test_rounded_scores_are_made_to_sum_to_one(scores):
    scores["scores"]["sad"] = 0.705
    assert sum(parse(json.dumps(scores)).scores.values()) == pytest.approx(1.0)


BAD = {
    "no json": lambda s: "{",
    "a list": lambda s: "[]",
    "a number": lambda s: "1",
    "deep": lambda s: "[" * 3000,
    "too long": lambda s: json.dumps(s) + " " * 5000,
    "another model": lambda s: changed(s, model_version="light-0"),
    "no version": lambda s: changed(s, model_version="gone"),
    "more than asked": lambda s: changed(s, name="me"),
    "a missing emotion": lambda s: changed(s, scores={"sad": 1.0}),
    "an unknown emotion": lambda s: changed(s, scores={**s["scores"], "calm": 0.0}),
    "a sum of two": lambda s: changed(s, scores={e.value: 2 / 7 for e in SEVEN_EMOTIONS}),
    "below zero": lambda s: changed(s, scores={**s["scores"], "sad": 0.8, "fear": -0.05}),
    "not a number": lambda s: changed(s, scores={**s["scores"], "sad": float("nan")}),
    "a word": lambda s: changed(s, scores={**s["scores"], "sad": "0.7"}),
    "true": lambda s: changed(s, scores={**s["scores"], "sad": True}),
    "endless quality": lambda s: changed(s, quality=float("inf")),
    "a quality of two": lambda s: changed(s, quality=2),
    "no face": lambda s: changed(s, faces=0),
    "half a face": lambda s: changed(s, faces=1.5),
    "a map alone": lambda s: changed(s, frame="gone"),
    "a frame alone": lambda s: changed(s, looked_at="gone"),
    "a ragged map": lambda s: changed(s, looked_at=[[0.5] * 6] * 5 + [[0.5]]),
    "a map of words": lambda s: changed(s, looked_at=[["x"] * 6] * 6),
    "a frame far away": lambda s: changed(s, frame={"x": 9, "y": 0, "side": 1, "roll": 0}),
}


@pytest.mark.parametrize("how", BAD)
def test_any_other_shape_is_refused_with_a_sentence(scores, how):
    with pytest.raises(NotScores, match=r"\w.*\.$"):
        parse(BAD[how](scores))


def test_scores_alone_lead_to_films_and_no_picture_is_needed(films, alices, scores):
    response = alices.post(CHECK_IN, {"face_scores": json.dumps(scores)})
    assert response.status_code == 302
    reading = MoodCheck.objects.get().readings.get()
    assert reading.details["on_device"]
    assert reading.reading.top is Emotion.SAD
    assert "never left" in alices.get(response.url).content.decode()


def test_bad_scores_keep_the_page_and_the_words(films, alices, scores):
    response = alices.post(
        CHECK_IN, {"text": "so low", "face_scores": changed(scores, model_version="light-0")}
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "reload the page" in page
    assert "so low" in page


def test_a_picture_and_its_scores_are_one_too_many(alices, scores, portrait):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"face": SimpleUploadedFile("me.jpg", portrait), "face_scores": json.dumps(scores)}
    assert "not both" in alices.post(CHECK_IN, sent).content.decode()


def test_a_program_sends_them_as_json(films, alice, scores):
    program = APIClient()
    program.force_authenticate(alice)
    answer = program.post(MOODS, {"face_scores": scores}, format="json")
    assert answer.status_code == 201
    assert answer.json()["mood"]["readings"][0]["modality"] == "face"
    refused = program.post(MOODS, {"face_scores": {**scores, "quality": 7}}, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["face_scores"])


def test_scores_of_a_face_need_the_same_yes_as_a_picture(db, client, django_user_model, scores):
    client.force_login(django_user_model.objects.create_user("carol"))
    assert client.post(CHECK_IN, {"face_scores": json.dumps(scores)}).status_code == 403


def test_the_site_learns_nothing_from_them(films, alices, scores, monkeypatch):
    seen = []

    def refit(rule, corrections):
        seen.extend(corrections)
        raise CommandError("enough")

    monkeypatch.setattr("emotions.management.commands.calibrate.refit", refit)
    alices.post(CHECK_IN, {"text": "I had a rotten day and feel low", "face_scores": json.dumps(scores)})
    check = MoodCheck.objects.get()
    check.correct(Emotion.ANGRY)
    with pytest.raises(CommandError, match="enough"):
        call_command("calibrate", "--from-corrections")
    (correction,) = seen
    assert [reading.modality.value for reading in correction.readings] == ["text"]
