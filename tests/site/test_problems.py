"""Every refusal of the API has one shape, wherever it comes from."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client, override_settings

from emotions import api

MOODS = "/api/v1/moods/"
JSON = "application/json"
NOBODY = "00000000-0000-0000-0000-000000000000"


def shape(answer, status: int) -> dict:
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"].endswith((".", "!", "?"))
    return body


@pytest.mark.parametrize(
    ("method", "address", "options", "status"),
    [
        ("post", MOODS, {"data": "{}", "content_type": JSON}, 400),
        ("post", MOODS, {"data": "{not json", "content_type": JSON}, 400),
        ("post", MOODS, {"data": {"emotion": "hungry"}, "content_type": JSON}, 400),
        ("get", f"{MOODS}{NOBODY}/", {}, 404),
        ("get", f"{MOODS}no-number/", {}, 404),
        ("get", "/api/v1/nowhere/", {}, 404),
        ("get", "/api/nowhere", {}, 404),
        ("put", MOODS, {"data": "{}", "content_type": JSON}, 405),
        ("get", MOODS, {"headers": {"accept": "text/csv"}}, 406),
        ("post", MOODS, {"data": "<mood/>", "content_type": "application/xml"}, 415),
        ("post", MOODS, {"data": {"text": "the"}, "content_type": JSON}, 422),
        ("get", "/api/v1/films/?year_from=soon", {}, 400),
        ("get", f"{MOODS}?cursor=nonsense", {}, 404),
    ],
)
def test_it_is_a_problem(alices, method, address, options, status):
    shape(getattr(alices, method)(address, **options), status)


@pytest.mark.parametrize("address", [f"{MOODS}{NOBODY}/", "/api/v1/films/999999999/", "/api/v1/usual-voice/"])
def test_what_is_not_there_is_said_in_our_words_and_names_no_table(alices, address):
    body = shape(alices.get(address), 404)
    assert body["detail"] == "There is nothing here, or it is not yours."


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"text":' * 50_000, '{"text":' + "[" * 900 + "]" * 900 + "}"]
)
def test_json_in_json_without_end_is_refused(alices, body):
    shape(alices.post(MOODS, body, content_type=JSON), 400)
    shape(alices.post(MOODS, body, content_type=JSON, headers={"idempotency-key": "deep"}), 400)


def test_a_field_that_is_to_blame_is_named(alices):
    body = shape(alices.post(MOODS, {"language": "Frensh", "emotion": "sad"}, content_type=JSON), 400)
    assert "Frensh" in body["errors"]["language"][0]
    assert body["detail"] == body["errors"]["language"][0]


def test_who_is_not_known_is_asked_who_they_are(client, db):
    answer = client.get(MOODS)
    shape(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_missing_csrf_token_is_a_problem(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    shape(strict.post(MOODS, {"emotion": "sad"}, content_type=JSON), 403)


def test_a_body_that_announces_too_much_is_refused_unread(alices):
    answer = alices.post(MOODS, "{}", content_type=JSON, CONTENT_LENGTH=str(10**9))
    shape(answer, 413)


def test_a_body_that_announces_nothing_is_not_taken_for_an_empty_one(alices):
    sent = alices.generic("POST", MOODS, b"", content_type=JSON, headers={"transfer-encoding": "chunked"})
    assert "Content-Length" in shape(sent, 411)["detail"]
    page = alices.generic("POST", "/check-in/", b"", headers={"transfer-encoding": "chunked"})
    assert page.status_code == 411


def test_a_server_that_hands_on_an_empty_announcement_is_understood_as_well(alices):
    """As the one of `make run` does."""
    said = {"headers": {"transfer-encoding": "chunked"}, "CONTENT_LENGTH": ""}
    shape(alices.generic("POST", MOODS, b"", content_type=JSON, **said), 411)
    assert alices.generic("POST", "/check-in/", b"", **said).status_code == 411
    assert alices.get("/", CONTENT_LENGTH="").status_code == 200


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_json_that_is_too_long_is_refused(alices):
    shape(alices.post(MOODS, json.dumps({"text": "a" * 2000}), content_type=JSON), 413)


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=10)
def test_a_form_of_too_many_fields_is_refused(alices):
    shape(alices.post(MOODS, {str(number): "x" for number in range(50)}), 400)


def test_a_fault_of_the_program_tells_nothing_of_itself(alices, monkeypatch):
    alices.raise_request_exception = False
    monkeypatch.setattr(api.MoodChecks, "get_queryset", lambda self: 1 / 0)
    body = shape(alices.get(MOODS), 500)
    assert "division" not in json.dumps(body)


def test_pages_keep_their_own(alices):
    answer = alices.get("/nowhere/")
    assert answer.status_code == 404
    assert "html" in answer.headers["Content-Type"]
    huge = alices.post("/check-in/", {}, CONTENT_LENGTH=str(10**9))
    assert huge.status_code == 413
    assert "frame-ancestors 'none'" in huge.headers["Content-Security-Policy"]
    assert "camera=" in huge.headers["Permissions-Policy"]
    assert "html" in huge.headers["Content-Type"]


def test_the_root_names_everything_there_is(alices):
    there = alices.get("/api/v1/").json()
    assert {
        "moods",
        "evenings",
        "films",
        "watchlist",
        "taste",
        "usual-voice",
        "consents",
        "face-reading",
    } == set(there)
    assert all(alices.options(address).status_code == 200 for address in there.values())


@pytest.mark.parametrize("made_up", ["p=x", "p=\x00", "p=9999-99-99", "r=1&p=None"])
@pytest.mark.parametrize("address", [MOODS, "/api/v1/evenings/", "/api/v1/films/"])
def test_a_cursor_somebody_made_up_leads_nowhere(alices, address, made_up):
    shape(alices.get(address, {"cursor": base64.b64encode(made_up.encode()).decode()}), 404)


@pytest.mark.parametrize("address", [MOODS, "/api/v1/evenings/", "/api/v1/films/"])
def test_a_moment_before_the_first_one_is_no_fault(alices, address):
    """PostgreSQL knows such a moment, Python's calendar does not."""
    cursor = base64.b64encode(b"p=0001-01-01T00:00:00%2B23:59").decode()
    assert alices.get(address, {"cursor": cursor}).status_code in (200, 404)
