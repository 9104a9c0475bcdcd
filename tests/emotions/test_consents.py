"""Nobody's face or voice is read before they agreed, on page and API, and a yes can be taken back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

import emotions.checkin
from emotions.models import Consent, MoodCheck, UsualVoice
from emotions.privacy.wordings import WORDINGS, Wording
from ml.labels import Modality

CHECK_IN, MOODS, CONSENTS = "/check-in/", "/api/v1/moods/", "/api/v1/consents/"
AGREE, WITHDRAW = "/settings/consents/agree/", "/settings/consents/withdraw/"
LOW = "I had a rotten day and feel low"

SENTENCES = {
    (
        Modality.FACE,
        1,
    ): "I agree that my face may be read for an expression. The picture stays in memory for that "
    "moment only and is never kept; the scores go into my journal, where I can delete them.",
    (
        Modality.VOICE,
        1,
    ): "I agree that my voice may be read for how it sounds, never for what I say. The recording "
    "stays in memory for that moment only and is never kept; the scores go into my journal, where I can delete them.",
}
"""What people agreed to, by version. A changed sentence is a new entry and a new version, never an edit."""


@pytest.fixture
def carol(db) -> User:
    """Carol is new here and has agreed to nothing."""
    return User.objects.create_user("carol", password="three films a day")


@pytest.fixture
def carols(carol) -> Client:
    client = Client()
    client.force_login(carol)
    return client


@pytest.fixture
def carols_program(carol) -> APIClient:
    client = APIClient()
    client.force_authenticate(carol)
    return client


@pytest.fixture
def unread(monkeypatch):
    """No model may see anything in this test."""
    monkeypatch.setattr(emotions.checkin.ml.face, "read", lambda data: pytest.fail("the face was read"))
    monkeypatch.setattr(emotions.checkin.ml.voice, "read", lambda *_: pytest.fail("the voice was read"))


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("me", content)


@pytest.mark.parametrize("sense", WORDINGS)
def test_the_wording_is_the_one_its_version_stands_for(sense):
    wording = WORDINGS[sense]
    assert str(wording.sentence) == SENTENCES[sense, wording.version]


@pytest.mark.parametrize("sense", ["face", "voice"])
def test_without_a_yes_nothing_is_read_and_the_rest_of_the_form_stays(carols, unread, portrait, sense):
    response = carols.post(CHECK_IN, {"text": LOW, "mode": "calm", "emotion": "", sense: upload(portrait)})
    page = response.content.decode()
    assert response.status_code == 403
    assert str(WORDINGS[Modality(sense)].missing) in page
    assert LOW in page
    assert 'value="calm" checked' in page
    assert not MoodCheck.objects.exists()
    assert not Consent.objects.exists()


def test_a_tick_beside_the_picture_is_a_yes_with_date_and_wording(films, carols, carol, portrait):
    response = carols.post(CHECK_IN, {"face": upload(portrait), "consent_face": "on", "consent_voice": "on"})
    assert response.status_code == 302
    row = Consent.objects.get()  # of the voice, which was not used, nothing is written down
    assert (row.user, row.sense, row.wording, row.withdrawn) == (
        carol,
        "face",
        WORDINGS[Modality.FACE].version,
        None,
    )
    assert carols.post(CHECK_IN, {"face": upload(portrait)}).status_code == 302
    assert Consent.objects.count() == 1
    assert "You agreed on" in carols.get(CHECK_IN).content.decode()


def test_words_and_tapped_faces_need_no_yes(films, carols):
    assert carols.post(CHECK_IN, {"text": LOW}).status_code == 302
    assert carols.post(CHECK_IN, {"emotion": "sad"}).status_code == 302
    assert not Consent.objects.exists()


def test_a_new_wording_asks_again(films, alices, alice, portrait, monkeypatch):
    newer = Wording(version=99, sentence="Something else", missing="Asked again")
    monkeypatch.setitem(WORDINGS, Modality.FACE, newer)
    response = alices.post(CHECK_IN, {"face": upload(portrait)})
    assert response.status_code == 403
    assert "Something else" in response.content.decode()
    assert alices.post(CHECK_IN, {"face": upload(portrait), "consent_face": "on"}).status_code == 302
    assert {row.wording for row in Consent.objects.of(alice).filter(sense="face")} == {1, 99}


def test_taking_it_back_in_the_settings_stops_the_reading_and_keeps_the_record(
    alices, alice, portrait, unread
):
    assert "You agreed on" in alices.get("/settings/").content.decode()
    alices.post(WITHDRAW, {"sense": "face"})
    row = Consent.objects.of(alice).get(sense="face")
    assert row.withdrawn > row.given
    assert alices.post(CHECK_IN, {"face": upload(portrait)}).status_code == 403
    alices.post(AGREE, {"consent_face": "on"})
    assert Modality.FACE in Consent.objects.in_force(alice)


def test_taking_the_voice_back_forgets_how_it_usually_sounds(alices, alice, bob):
    for person in (alice, bob):
        UsualVoice.objects.create(user=person, numbers={})
    alices.post(WITHDRAW, {"sense": "voice"})
    assert [row.user for row in UsualVoice.objects.all()] == [bob]
    assert Modality.VOICE in Consent.objects.in_force(bob)


@pytest.mark.parametrize("sense", ["text", "soul", ""])
def test_what_nobody_is_asked_about_cannot_be_taken_back(alices, alice, sense):
    assert alices.post(WITHDRAW, {"sense": sense}).status_code == 302
    assert len(Consent.objects.in_force(alice)) == 2


def test_the_usual_voice_is_learned_only_after_a_yes(carols, carols_program, spoken):
    sent = {"first": upload(spoken), "second": upload(spoken)}
    response = carols.post("/usual-voice/", sent)
    assert response.status_code == 403
    assert str(WORDINGS[Modality.VOICE].missing) in response.content.decode()
    sent = {"first": upload(spoken), "second": upload(spoken)}
    answer = carols_program.put("/api/v1/usual-voice/", sent, format="multipart")
    assert (answer.status_code, list(answer.json()["errors"])) == (403, ["consent_voice"])
    assert not UsualVoice.objects.exists()
    sent = {"first": upload(spoken), "second": upload(spoken), "consent_voice": "on"}
    assert carols_program.put("/api/v1/usual-voice/", sent, format="multipart").status_code == 200
    assert Modality.VOICE in Consent.objects.in_force(UsualVoice.objects.get().user)


def test_the_api_refuses_with_a_sentence_a_sense(carols_program, unread, portrait, spoken):
    sent = {"text": LOW, "face": upload(portrait), "voice": upload(spoken)}
    answer = carols_program.post(MOODS, sent, format="multipart")
    assert answer.status_code == 403
    assert answer.json()["errors"] == {sense.value: [str(WORDINGS[sense].missing)] for sense in WORDINGS}
    assert not MoodCheck.objects.exists()


def test_a_program_reads_the_wording_agrees_to_it_and_takes_it_back(films, carols_program, carol, portrait):
    told = {row["sense"]: row for row in carols_program.get(CONSENTS).json()}
    assert told["face"]["given"] is None
    assert told["face"]["sentence"] == str(WORDINGS[Modality.FACE].sentence)
    wording = {"wording": told["face"]["wording"]}
    assert carols_program.put(f"{CONSENTS}face/", wording, format="json").json()["given"]
    assert carols_program.post(MOODS, {"face": upload(portrait)}, format="multipart").status_code == 201
    assert carols_program.delete(f"{CONSENTS}face/").status_code == 204
    assert carols_program.delete(f"{CONSENTS}face/").status_code == 404
    assert Consent.objects.in_force(carol) == {}


@pytest.mark.parametrize(
    ("path", "sent", "status"), [("face", 0, 409), ("text", 1, 404), ("face", "new", 400)]
)
def test_a_yes_to_another_wording_or_sense_is_none(carols_program, path, sent, status):
    assert carols_program.put(f"{CONSENTS}{path}/", {"wording": sent}, format="json").status_code == status
    assert not Consent.objects.exists()


def test_a_program_reads_a_frame_and_nothing_is_stored(carols_program, alice, portrait):
    refused = carols_program.post("/api/v1/face-reading/", {"face": upload(portrait)}, format="multipart")
    assert refused.status_code == 403
    program = APIClient()
    program.force_authenticate(alice)
    reading = program.post("/api/v1/face-reading/", {"face": upload(portrait)}, format="multipart").json()
    assert max(reading["scores"], key=reading["scores"].get) == "happy"
    assert program.post("/api/v1/face-reading/", {}, format="multipart").status_code == 400
    assert not MoodCheck.objects.exists()


def test_frames_are_read_only_so_often(alice, portrait, monkeypatch):
    cache.clear()
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"face-reading": "2/min"})
    monkeypatch.setattr(
        "emotions.senses.api.heard", lambda *_: type("Said", (), {"as_json": lambda self: {}})()
    )
    program = APIClient()
    program.force_authenticate(alice)
    codes = [
        program.post("/api/v1/face-reading/", {"face": upload(b"x")}, format="multipart").status_code
        for _ in range(3)
    ]
    assert codes == [200, 200, 429]
