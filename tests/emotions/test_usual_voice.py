"""How somebody usually sounds: the page, the API, what is stored, and what it changes in a check-in."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

import ml.voice
from emotions.models import MoodCheck, MoodReading, UsualVoice
from emotions.uploads import MAX_FILE_BYTES
from ml.labels import ALL_EMOTIONS
from ml.voice_features import CHANNELS, FEATURES_VERSION
from ml.voice_model import Reference

PAGE = "/usual-voice/"
DELETE = "/usual-voice/delete/"
API = "/api/v1/usual-voice/"
OFFER = "Do you always sound a little like this?"


def upload(content: bytes, name: str = "me.wav") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def two(first: bytes, second: bytes) -> dict[str, SimpleUploadedFile]:
    return {"first": upload(first), "second": upload(second)}


def put(client: Client, recordings: dict[str, SimpleUploadedFile]):
    return client.put(API, encode_multipart(BOUNDARY, recordings), content_type=MULTIPART_CONTENT)


@pytest.fixture
def other(recoded) -> bytes:
    """The machine saying it higher and faster, as Safari would record it."""
    return recoded(
        "-af", "asetrate=26460", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4"
    )


@pytest.fixture
def usual(alice) -> UsualVoice:
    return UsualVoice.objects.keep(alice, Reference(np.linspace(-1, 1, 2 * CHANNELS, dtype=np.float32), 4.2))


@pytest.fixture
def outdated(usual) -> UsualVoice:
    usual.numbers["features"] = FEATURES_VERSION - 1
    usual.save()
    return usual


def test_two_sentences_are_learned_without_scripts(alices, alice, spoken, other):
    page = alices.get(PAGE).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert page.count('type="file"') == 2
    page = alices.post(PAGE, two(spoken, other), follow=True).content.decode()
    assert "From now on your voice is compared" in page
    assert "Learned" in page
    expected = ml.voice.reference_of([spoken, other])
    assert UsualVoice.objects.reference_for(alice).statistics == pytest.approx(expected.statistics, abs=1e-4)


def test_numbers_are_stored_and_nothing_else(alices, spoken, other):
    before = Session.objects.count()
    alices.post(PAGE, two(spoken, other))
    row = UsualVoice.objects.values().get()
    assert set(row) == {"user_id", "created", "numbers"}
    assert set(row["numbers"]) == {"features", "seconds", "statistics", "model", "logits"}
    assert len(row["numbers"]["statistics"]) == 2 * CHANNELS
    assert len(row["numbers"]["logits"]) == len(ALL_EMOTIONS)
    numbers = row["numbers"]["statistics"] + row["numbers"]["logits"]
    assert all(isinstance(number, float) for number in numbers)
    stored = json.dumps(row["numbers"])
    assert len(stored) < 5_000 < len(spoken)
    assert base64.b64encode(spoken[2_000:2_030]).decode() not in stored
    assert Session.objects.count() == before
    assert not MoodCheck.objects.exists()


def test_no_recording_touches_the_disk(alices, monkeypatch, spoken, other):
    import tempfile

    def refuse(*args, **kwargs):
        raise AssertionError("a temporary file was asked for")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    assert alices.post(PAGE, two(spoken, other)).status_code == 302


def test_recording_again_takes_the_place_of_the_first(alices, alice, usual, spoken, other):
    alices.post(PAGE, two(spoken, other))
    again = UsualVoice.objects.get()
    assert again.numbers != usual.numbers
    assert again.created > usual.created


@pytest.fixture(scope="session")
def bad_recordings(as_wav, recoded) -> dict[str, tuple[bytes, str]]:
    """Kind of recording → its bytes and what must be said of it."""
    film = ("-f", "lavfi", "-i", "testsrc=d=1:s=64x64", "-map", "1:v", "-c:v", "libvpx", "-f", "webm")
    hum = 0.4 * np.sin(2 * np.pi * 100 * np.arange(66_150) / 22_050)
    webm = recoded("-c:a", "libopus", "-f", "webm")
    return {
        "silence": (as_wav(np.zeros(66_150)), "is silent"),
        "a hum": (as_wav(hum), "No voice was found"),
        "a fifth of a second": (as_wav(0.3 * np.sin(np.arange(4_410) / 20)), "too short"),
        "a broken container": (b"\x1a\x45\xdf\xa3" + webm[400:], "not a recording"),
        "a video without sound": (recoded(*film), "no sound"),
        "a text named wav": (b"Shopping list: milk, eggs, patience.\n" * 40, "not a recording"),
        "no bytes": (b"", "empty"),
        "too many bytes": (b"\0" * (MAX_FILE_BYTES + 1), "larger than the site accepts"),
    }


KINDS = [
    "silence",
    "a hum",
    "a fifth of a second",
    "a broken container",
    "a video without sound",
    "a text named wav",
    "no bytes",
    "too many bytes",
]


@pytest.mark.parametrize(("place", "kind"), list(enumerate(KINDS)))
def test_a_bad_recording_is_named_with_its_reason_and_nothing_is_lost(
    alices, usual, spoken, bad_recordings, place, kind
):
    content, sentence = bad_recordings[kind]
    bad_one, good_one = (1, 2) if place % 2 else (2, 1)
    response = alices.post(PAGE, two(content, spoken) if bad_one == 1 else two(spoken, content))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert page.count(f"<li>Sentence {bad_one}: ") == 1
    assert f"<li>Sentence {good_one}: " not in page
    assert "Nothing was stored or changed" in page
    assert UsualVoice.objects.get().numbers == usual.numbers


def test_both_bad_recordings_are_told_at_once(alices, as_wav):
    response = alices.post(PAGE, two(as_wav(np.zeros(66_150)), b"no sound at all"))
    page = response.content.decode()
    assert "Sentence 1: The recording is silent" in page
    assert "Sentence 2: That file is not a recording" in page
    assert not UsualVoice.objects.exists()


def test_of_ten_minutes_the_first_is_learned(alices, spoken, recoded):
    long = recoded("-filter_complex", "aloop=loop=-1:size=2e9,atrim=0:600", "-b:a", "24k", "-f", "mp3")
    assert alices.post(PAGE, two(spoken, long)).status_code == 302
    assert UsualVoice.objects.get().seconds < 66


@pytest.mark.parametrize(
    "options",
    [
        ("-ar", "8000", "-f", "wav"),
        ("-ac", "2", "-ar", "96000", "-f", "wav"),
        ("-c:a", "libopus", "-f", "webm"),
    ],
    ids=["8 kHz", "96 kHz stereo", "as Chrome records"],
)
def test_any_microphone_will_do(alices, spoken, recoded, options):
    assert alices.post(PAGE, two(recoded(*options), spoken)).status_code == 302


def test_a_missing_sentence_is_asked_for(alices, spoken):
    response = alices.post(PAGE, {"first": upload(spoken)})
    assert response.status_code == 422
    assert "Sentence 2 is missing" in response.content.decode()
    assert not UsualVoice.objects.exists()


def test_one_button_deletes_it(alices, usual):
    assert "Delete the numbers" in alices.get(PAGE).content.decode()
    page = alices.post(DELETE, follow=True).content.decode()
    assert "without a comparison again" in page
    assert "Delete the numbers" not in page
    assert not UsualVoice.objects.exists()


def test_deleting_twice_is_no_fault(alices):
    assert alices.post(DELETE, follow=True).status_code == 200


def test_deleting_takes_a_post_with_a_token(alice, usual):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.get(DELETE).status_code == 405
    assert strict.post(DELETE).status_code == 403
    assert UsualVoice.objects.exists()


def test_it_goes_with_the_account(alice, usual):
    User.objects.get(pk=alice.pk).delete()
    assert not UsualVoice.objects.exists()


@pytest.mark.parametrize("address", [PAGE, DELETE])
def test_a_stranger_is_sent_to_the_log_in(client, db, address):
    answer = client.get(address) if address == PAGE else client.post(address)
    assert answer.url.startswith("/accounts/login/")


def test_bob_sees_and_deletes_nothing_of_alices(bobs, usual):
    assert "Delete the numbers" not in bobs.get(PAGE).content.decode()
    bobs.post(DELETE)
    assert UsualVoice.objects.get() == usual


def test_what_an_earlier_model_learned_is_not_used_and_says_so(alices, alice, outdated):
    assert UsualVoice.objects.reference_for(alice) is None
    page = alices.get(PAGE).content.decode()
    assert "No longer in use" in page
    assert "Read the two sentences again" in page


def test_a_check_in_hears_the_voice_beside_the_usual_one(alices, alice, spoken, other):
    alices.post("/check-in/", {"voice": upload(spoken)})
    alices.post(PAGE, two(spoken, other))
    page = alices.post("/check-in/", {"voice": upload(spoken)}, follow=True).content.decode()
    assert "how you usually sound</a>." in page
    with_it, without = MoodReading.objects.order_by("-pk")
    assert with_it.details["referenced"]
    assert not without.details["referenced"]
    expected = ml.voice.read(spoken, UsualVoice.objects.reference_for(alice)).scores
    assert with_it.reading.scores == pytest.approx(expected, abs=1e-5)
    assert with_it.scores != without.scores


def test_the_api_hears_the_voice_beside_the_usual_one_too(alices, usual, spoken):
    assert alices.post("/api/v1/moods/", {"voice": upload(spoken)}).status_code == 201
    assert MoodReading.objects.get().details["referenced"]


def test_bobs_check_in_is_not_compared_with_alice(bobs, usual, spoken):
    page = bobs.post("/check-in/", {"voice": upload(spoken)}, follow=True).content.decode()
    assert "how you usually sound</a>." not in page
    assert not MoodReading.objects.get().details["referenced"]


def test_an_outdated_one_is_left_aside_and_the_result_says_so(alices, outdated, spoken):
    page = alices.post("/check-in/", {"voice": upload(spoken)}, follow=True).content.decode()
    assert not MoodReading.objects.get().details["referenced"]
    assert "learned by an earlier model" in page


def test_a_result_with_a_voice_offers_it_until_a_no(alices, alice, bob, spoken):
    page = alices.post("/check-in/", {"voice": upload(spoken)}, follow=True).content.decode()
    assert OFFER in page
    check = MoodCheck.objects.get()
    page = alices.post(f"/moods/{check.pk}/no-usual-voice/", follow=True).content.decode()
    assert OFFER not in page
    assert "You seem" in page or "Hard to tell" in page

    alices.force_login(bob)  # the same browser, somebody else
    assert OFFER in alices.post("/check-in/", {"voice": upload(spoken)}, follow=True).content.decode()


def test_whoever_deleted_it_is_not_asked_for_it_again(alices, usual, spoken):
    alices.post(DELETE)
    assert OFFER not in alices.post("/check-in/", {"voice": upload(spoken)}, follow=True).content.decode()


def test_a_result_without_a_voice_offers_nothing(alices):
    page = alices.post("/check-in/", {"text": "I had a rotten day"}, follow=True).content.decode()
    assert OFFER not in page


def test_bob_cannot_decline_on_alices_result(alices, bobs, spoken):
    alices.post("/check-in/", {"voice": upload(spoken)})
    assert bobs.post(f"/moods/{MoodCheck.objects.get().pk}/no-usual-voice/").status_code == 404


def test_the_api_learns_tells_and_forgets(alices, spoken, other):
    assert alices.get(API).status_code == 404
    assert alices.delete(API).status_code == 404
    learned = put(alices, two(spoken, other))
    assert learned.status_code == 200
    assert set(learned.json()) == {"created", "in_use", "features", "seconds", "statistics"}
    assert alices.get(API).json() == learned.json()
    assert learned.json()["in_use"] is True
    assert len(learned.json()["statistics"]) == 2 * CHANNELS
    assert alices.delete(API).status_code == 204
    assert not UsualVoice.objects.exists()


def test_the_api_says_when_it_is_out_of_date(alices, outdated):
    told = alices.get(API).json()
    assert (told["in_use"], told["features"]) == (False, FEATURES_VERSION - 1)


def test_the_api_asks_for_what_is_missing(alices, spoken):
    answer = put(alices, {"second": upload(spoken)})
    assert answer.status_code == 400
    assert answer.json()["errors"] == {"first": ["Sentence 1 is missing: record it, or choose a file."]}


@pytest.mark.parametrize("kind", ["silence", "a text named wav", "too many bytes"])
def test_the_api_says_which_recording_cannot_be_used(alices, usual, spoken, bad_recordings, kind):
    content, sentence = bad_recordings[kind]
    answer = put(alices, two(spoken, content))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["second"]
    assert sentence in answer.json()["errors"]["second"][0]
    assert UsualVoice.objects.get().numbers == usual.numbers


def test_the_api_takes_no_json(alices):
    assert alices.put(API, "{}", content_type="application/json").status_code == 415


def test_a_text_in_place_of_a_recording_is_a_missing_one(alices, spoken):
    answer = put(alices, {"first": "la la la", "second": upload(spoken)})
    assert answer.status_code == 400


def test_the_api_is_the_users_own(client, bobs, usual):
    assert client.get(API).status_code in (401, 403)
    assert client.put(API).status_code in (401, 403)
    assert client.delete(API).status_code in (401, 403)
    assert bobs.get(API).status_code == 404
    assert bobs.delete(API).status_code == 404
    assert UsualVoice.objects.exists()


def test_the_schema_describes_it(client, db):
    schema = client.get("/api/schema/", headers={"accept": "application/json"}).json()
    route = schema["paths"][API]
    assert set(route) == {"get", "put", "delete"}
    assert set(route["put"]["requestBody"]["content"]) == {"multipart/form-data"}
    assert {"200", "400", "422"} <= set(route["put"]["responses"])


def test_the_admin_shows_who_and_when_but_no_number(usual, client, db):
    client.force_login(User.objects.create_superuser("olga", password="an admin a day"))
    for address in ("/admin/emotions/usualvoice/", f"/admin/emotions/usualvoice/{usual.pk}/change/"):
        page = client.get(address).content.decode()
        assert "alice" in page
        assert "statistics" not in page
        assert str(usual.numbers["statistics"][3]) not in page
    assert client.get("/admin/emotions/usualvoice/add/").status_code == 403
