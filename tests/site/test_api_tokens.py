"""Keys for other programs: what they open, how long, and how they are taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from emoflix_site.api.tokens import AREAS, ROOT, scope_of
from emoflix_site.models import ApiToken, Scope
from emoflix_site.models.tokens import GRACE, MOST_TOKENS
from emotions.models import MoodCheck

MOODS, SETTINGS = "/api/v1/moods/", "/settings/"
ALL = Scope.values
HAPPY = {"emotion": "happy"}


def bearer(text: str) -> Client:
    """A program that holds a token."""
    return Client(headers={"authorization": f"Bearer {text}"})


@pytest.fixture
def issued(alice):
    return ApiToken.objects.issue(alice, "my player", ALL)


@pytest.fixture
def token(issued) -> ApiToken:
    return issued[0]


@pytest.fixture
def program(issued) -> Client:
    return bearer(issued[1])


def check_in(program: Client, **more: str):
    return program.post(MOODS, {**HAPPY, **more}, content_type="application/json")


def test_a_program_checks_in_for_the_one_whose_token_it_holds(program, alice):
    answer = check_in(program)
    assert answer.status_code == 201
    assert MoodCheck.objects.get().user == alice


def test_the_text_of_a_token_is_stored_nowhere(issued):
    token, text = issued
    stored = " ".join(str(value) for value in vars(ApiToken.objects.get(pk=token.pk)).values())
    assert text not in stored
    *_, secret = text.split("_", 2)  # which may have such a line in it
    assert secret not in stored


@pytest.mark.parametrize(
    ("scopes", "method", "address", "status"),
    [
        (["moods:read"], "get", MOODS, 200),
        (["moods:read"], "post", MOODS, 403),
        (["moods:write"], "get", MOODS, 403),
        (["films:read"], "get", MOODS, 403),
        (["films:read"], "get", "/api/v1/films/", 200),
        (["moods:read"], "get", "/api/v1/films/", 403),
        (["moods:read", "moods:write"], "get", "/api/v1/usual-voice/", 403),
        (["voice:read"], "get", "/api/v1/usual-voice/", 404),
        (["voice:read"], "delete", "/api/v1/usual-voice/", 403),
    ],
)
def test_a_token_opens_what_its_scopes_say(alice, scopes, method, address, status):
    program = bearer(ApiToken.objects.issue(alice, "narrow", scopes)[1])
    assert getattr(program, method)(address).status_code == status


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("what you said", "want to see")), ("de", ("gesagt hast", "sehen willst"))]
)
def test_who_ticks_a_scope_reads_that_it_opens_more_than_the_catalogue(alices, alice, language, words):
    """The same scope opens what a person said of films, and what they want to see."""
    assert scope_of("/api/v1/watchlist/", "GET") == scope_of("/api/v1/taste/", "GET") == Scope.FILMS_READ
    page = alices.get("/settings/", headers={"accept-language": language}).content.decode()
    label = re.search(r'value="films:read".*?</label>', page, re.DOTALL)[0]
    assert all(word in label for word in words)


def test_what_no_scope_speaks_of_opens_to_no_token(alice):
    assert scope_of(f"{ROOT}something-new/", "GET") is None


def test_every_route_of_the_api_has_a_scope():
    (api,) = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == "api/v1/"]
    first = {
        re.match(r"\^?([\w-]*)", str(entry.pattern))[1]
        for entry in api.url_patterns
        if isinstance(entry, URLPattern)
    }
    assert first - {""} <= set(AREAS), "give the new part of the API an area in emoflix_site/api/tokens.py"
    assert {f"{area}:{what}" for area in AREAS.values() for what in ("read", "write")} <= set(ALL)


@pytest.mark.parametrize("change", ["revoked", "expired", "inactive", "altered", "unknown", "empty"])
def test_a_token_that_does_not_work_is_refused_with_the_way_to_ask(issued, alice, change):
    token, text = issued
    if change == "revoked":
        token.revoke()
    elif change == "expired":
        ApiToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    elif change == "inactive":
        alice.is_active = False
        alice.save()
    elif change == "altered":
        text = text[:-1] + ("a" if text[-1] != "a" else "b")
    elif change == "unknown":
        text = "emoflix_000000000000_nothing"
    else:
        text = ""
    answer = bearer(text).get(MOODS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_password_opens_nothing(alice):
    basic = Client(headers={"authorization": "Basic YWxpY2U6YSBmaWxtIGEgZGF5"})  # alice:a film a day
    assert basic.get(MOODS).status_code == 401


def test_a_token_does_not_open_pages(program):
    assert program.get("/moods/").status_code == 302


def test_bobs_token_sees_nothing_of_alices(program, bob):
    address = f"{MOODS}{check_in(program).json()['id']}/"
    stranger = bearer(ApiToken.objects.issue(bob, "bob's", ALL)[1])
    assert stranger.get(address).status_code == 404
    assert stranger.delete(address).status_code == 404
    assert stranger.get(MOODS).json()["results"] == []


def test_the_last_use_is_known_to_the_minute(program, token, django_assert_num_queries):
    program.get(MOODS)
    token.refresh_from_db()
    used = token.last_used
    assert used is not None
    program.get(MOODS)
    token.refresh_from_db()
    assert token.last_used == used


def test_a_replaced_token_works_for_a_day_more(token, issued):
    fresh, text = token.rotate()
    assert fresh.scopes == token.scopes
    assert bearer(text).get(MOODS).status_code == 200
    assert bearer(issued[1]).get(MOODS).status_code == 200
    assert token.expires - timezone.now() <= GRACE


@pytest.mark.parametrize("days", [30, 90, 365])
def test_what_replaces_a_token_lives_as_long_as_was_asked_for(alice, days):
    token, _ = ApiToken.objects.issue(alice, "my player", ALL, life=timedelta(days=days))
    fresh, _ = token.rotate()
    assert abs(fresh.expires - fresh.created - timedelta(days=days)) < timedelta(minutes=1)


def test_replacing_the_old_one_again_gives_no_token_of_a_day(token):
    token.rotate()
    again, _ = token.rotate()
    assert again.expires - timezone.now() > timedelta(days=29)


def test_the_description_is_open_to_a_token_of_any_scope(alice):
    _, text = ApiToken.objects.issue(alice, "narrow", ["voice:read"])
    assert bearer(text).get("/api/schema/").status_code == 200


def test_a_life_is_bounded(alice):
    token, _ = ApiToken.objects.issue(alice, "for ever", ALL, life=timedelta(days=10_000))
    assert token.expires - timezone.now() <= timedelta(days=365)


# --- in the settings


def made(client: Client, **more: object) -> str:
    page = client.post(
        "/settings/tokens/", {"name": "my player", "scopes": ["moods:read"], "days": "30", **more}
    )
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    return re.search(r"emoflix_\w+?_[\w-]+", page.content.decode())[0]


def test_a_token_is_made_shown_once_and_works(alices):
    text = made(alices)
    assert bearer(text).get(MOODS).status_code == 200
    settings_page = alices.get(SETTINGS).content.decode()
    assert text not in settings_page
    assert text[:20] in settings_page


def test_what_is_missing_is_said(alices):
    page = alices.post("/settings/tokens/", {"name": "", "days": "30"})
    assert page.status_code == 422
    assert not ApiToken.objects.exists()


def test_a_token_is_replaced_and_taken_back_by_its_owner_alone(alices, bobs):
    text = made(alices)
    token = ApiToken.objects.get()
    for what in ("rotate", "revoke"):
        assert bobs.post(f"/settings/tokens/{token.pk}/{what}/").status_code == 404
    assert alices.post(f"/settings/tokens/{token.pk}/rotate/").status_code == 200
    alices.post(f"/settings/tokens/{token.pk}/revoke/")
    assert bearer(text).get(MOODS).status_code == 401


def test_nobody_makes_tokens_without_end(alices, alice):
    for number in range(MOST_TOKENS):
        ApiToken.objects.issue(alice, str(number), ALL)
    page = alices.post(
        "/settings/tokens/", {"name": "x", "scopes": ["moods:read"], "days": "30"}, follow=True
    )
    assert "take one back first" in page.content.decode()


def test_an_operator_takes_tokens_back_and_sets_quotas_but_reads_none(admin_client, issued):
    token, text = issued
    address = f"/admin/emoflix_site/apitoken/{token.pk}/change/"
    page = admin_client.get(address).content.decode()
    assert token.digest not in page
    assert admin_client.post(address, {"rate": "a lot"}).status_code == 200
    assert admin_client.post(address, {"rate": "2/min"}).status_code == 302
    token.refresh_from_db()
    assert token.rate == "2/min"
    admin_client.post(
        "/admin/emoflix_site/apitoken/", {"action": "take_back", "_selected_action": [str(token.pk)]}
    )
    assert bearer(text).get(MOODS).status_code == 401


# --- quotas


def test_every_answer_tells_what_is_left(program, standing_clock):
    first, second = program.get(MOODS), program.get(MOODS)
    left = [int(answer.headers["RateLimit-Remaining"]) for answer in (first, second)]
    assert left[0] - left[1] == 1
    assert first.headers["RateLimit-Limit"] == "120"
    assert 1 <= int(first.headers["RateLimit-Reset"]) <= 60


def test_a_used_up_quota_is_answered_429_and_leaves_the_others_alone(
    program, token, alice, alices, standing_clock
):
    ApiToken.objects.update(rate="3/hour")
    answers = [program.get(MOODS) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert answers[-1].headers["Content-Type"] == "application/problem+json"
    other = bearer(ApiToken.objects.issue(alice, "another", ALL)[1])
    assert other.get(MOODS).status_code == 200
    assert alices.get(MOODS).status_code == 200
