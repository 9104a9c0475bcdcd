"""A check-in that a program sends twice with one key happens once."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from emoflix_site.models import SentRequest
from emotions import api
from emotions.models import MoodCheck

MOODS = "/api/v1/moods/"
KEY = "7d1f2f9e-first-try"


def send(client: Client, body: object = None, key: str = KEY):
    return client.post(
        MOODS,
        {"emotion": "happy"} if body is None else body,
        content_type="application/json",
        headers={"idempotency-key": key},
    )


def test_the_second_time_brings_the_same_answer_and_no_second_row(alices):
    first, second = send(alices), send(alices)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert MoodCheck.objects.count() == 1


def test_without_a_key_every_request_counts(alices):
    for _ in range(2):
        alices.post(MOODS, {"emotion": "happy"}, content_type="application/json")
    assert MoodCheck.objects.count() == 2


def test_another_body_with_the_same_key_is_refused(alices):
    send(alices)
    other = send(alices, {"emotion": "sad"})
    assert other.status_code == 422
    assert "Idempotency-Key" in other.json()["errors"]
    assert MoodCheck.objects.count() == 1


def test_the_same_form_is_the_same_however_its_parts_are_separated(alices):
    for _ in range(2):
        answer = alices.post(
            MOODS,
            {"emotion": "happy", "face": SimpleUploadedFile("me.jpg", b"no picture")},
            headers={"idempotency-key": KEY},
        )
        assert answer.status_code in (201, 403)
    other = alices.post(
        MOODS,
        {"emotion": "happy", "face": SimpleUploadedFile("me.jpg", b"another")},
        headers={"idempotency-key": KEY},
    )
    assert other.status_code in (422, 403)


def test_bobs_key_is_not_alices(alices, bobs):
    assert send(alices).json()["id"] != send(bobs).json()["id"]


def test_what_failed_may_be_tried_again(alices):
    assert send(alices, {"language": "Frensh", "emotion": "happy"}).status_code == 400
    assert not SentRequest.objects.exists()
    assert send(alices).status_code == 201


def test_a_fault_in_the_middle_leaves_neither_half_a_mood_nor_a_used_key(alices, monkeypatch):
    alices.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(api.MoodChecks, "_answer", lambda *args: 1 / 0)
        assert send(alices).status_code == 500
    assert not MoodCheck.objects.exists()
    assert send(alices).status_code == 201


def test_the_first_one_still_under_way_is_said(alices, alice):
    send(alices)
    SentRequest.objects.update(status=None, begun=timezone.now())
    answer = send(alices)
    assert answer.status_code == 409
    assert answer.headers["Retry-After"] == "1"


def test_one_whose_worker_was_killed_is_taken_over(alices, alice):
    SentRequest.objects.claim(alice, KEY, fingerprint_of_happy())
    assert send(alices).status_code == 409
    SentRequest.objects.update(begun=timezone.now() - timedelta(minutes=5))
    assert send(alices).status_code == 201
    assert MoodCheck.objects.count() == 1


def fingerprint_of_happy() -> str:
    said = ["POST", MOODS, "emotion", '"happy"']
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def test_a_deleted_mood_takes_the_answer_that_told_of_it_along(alices):
    first = send(alices).json()
    alices.delete(f"{MOODS}{first['id']}/")
    assert not SentRequest.objects.exists()


def test_keys_are_forgotten_after_a_day(alices):
    first = send(alices).json()
    SentRequest.objects.update(created=timezone.now() - timedelta(days=2))
    assert send(alices).json()["id"] != first["id"]


@pytest.mark.parametrize("key", ["", "x" * 256, "né"])
def test_a_key_must_be_short_and_plain(alices, key):
    assert send(alices, key=key).status_code == 400


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory lets no two threads write")
@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_are_one(alice):
    clients = [Client() for _ in range(4)]
    for client in clients:
        client.force_login(alice)
    answers = []

    def go(client: Client) -> None:
        answers.append(send(client).status_code)
        connection.close()

    threads = [threading.Thread(target=go, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 201 in answers
    assert set(answers) <= {201, 409}
    assert MoodCheck.objects.count() == 1
