"""Too often, too much, all at once: answered quickly, with the time to come back, and over by itself."""

from __future__ import annotations

import threading
import time
import uuid

import pytest
from django.test import Client

from emoflix_site import limits, overload
from emoflix_site.limits import Limit
from emotions import api
from emotions.models import MoodCheck
from ml import decoding

pytestmark = pytest.mark.usefixtures("standing_clock")

MOODS, CHECK_IN = "/api/v1/moods/", "/check-in/"
PUBLIC = "93.184.215.14"
HAPPY = {"emotion": "happy"}
JSON = "application/json"


@pytest.mark.parametrize(("rate", "most", "seconds"), [("120/min", 120, 60), ("3/h", 3, 3600), ("1/s", 1, 1)])
def test_a_rate_is_read(rate, most, seconds):
    limit = Limit.parse("x", rate)
    assert (limit.most, limit.seconds) == (most, seconds)


@pytest.mark.parametrize("rate", ["", "many", "10", "10/fortnight", "-1/min"])
def test_what_is_no_rate_is_refused(rate):
    with pytest.raises(ValueError, match="120/min"):
        Limit.parse("x", rate)


def test_somebody_who_sends_too_often_waits_and_then_goes_on(alices, settings, monkeypatch):
    settings.WRITING_RATE = "2/min"
    clock = time.time()
    monkeypatch.setattr(limits.time, "time", lambda: clock)
    answers = [alices.post(CHECK_IN, HAPPY) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    wait = int(answers[-1].headers["Retry-After"])
    assert 1 <= wait <= 60
    assert "html" in answers[-1].headers["Content-Type"]
    assert MoodCheck.objects.count() == 2
    clock += wait
    assert alices.post(CHECK_IN, HAPPY).status_code == 302


def test_reading_pages_is_not_counted(alices, settings):
    settings.WRITING_RATE = "1/min"
    assert {alices.get("/moods/").status_code for _ in range(5)} == {200}


def test_one_persons_limit_is_not_anothers(alices, bobs, settings):
    settings.WRITING_RATE = "1/min"
    alices.post(CHECK_IN, HAPPY)
    assert alices.post(CHECK_IN, HAPPY).status_code == 429
    assert bobs.post(CHECK_IN, HAPPY).status_code == 302


def test_an_address_is_limited_over_all_its_accounts(alice, bob, settings):
    settings.WRITING_ADDRESS_RATE = "2/min"
    answers = []
    for user in (alice, bob, alice):
        client = Client(REMOTE_ADDR=PUBLIC)
        client.force_login(user)
        answers.append(client.post(CHECK_IN, HAPPY).status_code)
    assert answers == [302, 302, 429]


def test_an_address_is_limited_in_the_api_also_for_nobody_in_particular(db, settings):
    settings.API_ADDRESS_RATE = "2/min"
    client = Client(REMOTE_ADDR=PUBLIC)
    assert [client.get("/api/v1/films/").status_code for _ in range(3)] == [200, 200, 429]


def test_a_proxy_the_site_was_not_told_of_does_not_make_all_people_one(db, settings):
    settings.API_ADDRESS_RATE = "1/min"
    assert {Client(REMOTE_ADDR="10.0.0.2").get("/api/v1/films/").status_code for _ in range(4)} == {200}


def test_no_address_stands_in_the_cache(settings):
    from django.core.cache import cache

    Limit("x", 1, 60).spend(PUBLIC)
    assert PUBLIC not in str(cache._cache)


# --- all at once


@pytest.fixture
def one_place(settings):
    settings.HEAVY_AT_ONCE = 1


@pytest.mark.parametrize("address", ["/together/{}/faces/", "/api/v1/evenings/{}/faces/"])
def test_a_picture_of_the_company_needs_a_place_too(alices, monkeypatch, address):
    monkeypatch.setattr(overload, "MOST_WAITING_SECONDS", 0.1)
    monkeypatch.setattr(overload.threading, "BoundedSemaphore", lambda size: threading.Semaphore(0))
    assert alices.post(address.format(uuid.uuid4())).status_code == 503


def test_who_finds_no_place_is_told_quickly_and_others_still_get_their_pages(
    one_place, alices, monkeypatch, settings
):
    monkeypatch.setattr(overload, "MOST_WAITING_SECONDS", 0.1)
    monkeypatch.setattr(overload.threading, "BoundedSemaphore", lambda size: taken)
    taken = threading.Semaphore(0)
    for address in (MOODS, CHECK_IN):
        started = time.monotonic()
        answer = alices.post(address, HAPPY, **({"content_type": JSON} if address == MOODS else {}))
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) >= 1
        assert time.monotonic() - started < 30.0  # quickly, for a busy machine
    assert alices.get("/moods/").status_code == 200
    assert not MoodCheck.objects.exists()
    taken.release()
    assert alices.post(CHECK_IN, HAPPY).status_code == 302
    assert alices.post(CHECK_IN, HAPPY).status_code == 302


def test_a_place_is_given_back_when_the_work_breaks(one_place, alices, monkeypatch):
    alices.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(api, "check_in", lambda *args: 1 / 0)
        for _ in range(3):
            assert alices.post(MOODS, HAPPY, content_type=JSON).status_code == 500
    assert alices.post(MOODS, HAPPY, content_type=JSON).status_code == 201


@pytest.mark.parametrize("address", [MOODS, CHECK_IN])
def test_nobody_free_to_unpack_a_picture_is_503(alices, monkeypatch, portrait, address):
    from django.core.files.uploadedfile import SimpleUploadedFile

    monkeypatch.setattr(decoding, "MOST_WAITING_SECONDS", 0.1)
    pool = decoding.Pool(0)
    monkeypatch.setattr(decoding, "_pool", pool)
    answer = alices.post(address, {"face": SimpleUploadedFile("me.jpg", portrait)})
    assert answer.status_code == 503
    assert not MoodCheck.objects.exists()
