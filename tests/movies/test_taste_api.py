"""A taste and what is said of films, by the API."""

from __future__ import annotations

import base64

import pytest

from movies.models import Movie, Taste
from movies.tastes import verdicts
from movies.tastes.verdicts import Verdict

AMELIE = "tt0211915"
TASTE = "/api/v1/taste/"

pytestmark = pytest.mark.usefixtures("films")


@pytest.fixture
def verdicts_of_amelie(films) -> str:
    return f"/api/v1/films/{Movie.objects.get(imdb_id=AMELIE).pk}/verdicts/"


def put(client, address: str, data: object):
    return client.put(address, data, content_type="application/json")


def test_what_is_said_is_said_once_and_by_its_owner(alices, bobs, verdicts_of_amelie):
    for _ in range(2):
        answer = put(alices, verdicts_of_amelie, {"verdicts": ["liked", "seen"]})
        assert (answer.status_code, answer.json()) == (200, {"verdicts": ["liked", "seen"]})
    assert alices.get(verdicts_of_amelie).json() == {"verdicts": ["liked", "seen"]}
    assert bobs.get(verdicts_of_amelie).json() == {"verdicts": []}
    assert put(alices, verdicts_of_amelie, {"verdicts": []}).json() == {"verdicts": []}


@pytest.mark.parametrize(
    "wrong", [{"verdicts": ["adored"]}, {"verdicts": "liked"}, {}, {"verdicts": ["liked", "disliked"]}]
)
def test_nonsense_is_refused_and_changes_nothing(alices, alice, verdicts_of_amelie, wrong):
    verdicts.say(alice, Movie.objects.get(imdb_id=AMELIE), Verdict.WATCHLIST)
    assert put(alices, verdicts_of_amelie, wrong).status_code == 400
    assert alices.get(verdicts_of_amelie).json() == {"verdicts": ["watchlist"]}


def test_the_list_is_the_owners(alices, bobs, alice):
    verdicts.say(alice, Movie.objects.get(imdb_id=AMELIE), Verdict.WATCHLIST)
    assert [film["title"] for film in alices.get("/api/v1/watchlist/").json()["results"]] == ["Amélie"]
    assert bobs.get("/api/v1/watchlist/").json()["results"] == []


def test_the_list_comes_in_pages_of_the_length_that_is_asked_for(alices, alice):
    for movie in Movie.objects.all()[:3]:
        verdicts.say(alice, movie, Verdict.WATCHLIST)
    page = alices.get("/api/v1/watchlist/?limit=2").json()
    assert len(page["results"]) == 2
    assert len(alices.get(page["next"]).json()["results"]) == 1


@pytest.mark.parametrize("made_up", ["p=x", "p=\x00", "p=9999-99-99", "r=1&p=2026"])
def test_a_cursor_somebody_made_up_leads_nowhere(alices, made_up):
    cursor = base64.b64encode(made_up.encode()).decode()
    assert alices.get("/api/v1/watchlist/", {"cursor": cursor}).status_code == 404


def test_a_moment_before_the_first_one_is_no_fault(alices):
    """PostgreSQL knows such a moment, Python's calendar does not."""
    cursor = base64.b64encode(b"p=0001-01-01T00:00:00%2B23:59").decode()
    assert alices.get("/api/v1/watchlist/", {"cursor": cursor}).status_code in (200, 404)


def test_a_taste_is_set_and_read(alices, alice):
    sent = {"liked_genres": ["Comedy"], "people": ["Audrey Tautou"], "max_runtime": 120, "mode": "calm"}
    answer = put(alices, TASTE, sent)
    assert answer.status_code == 200, answer.json()
    assert answer.json() == alices.get(TASTE).json()
    assert {name: answer.json()[name] for name in sent} == sent
    assert Taste.of(alice).max_runtime == 120


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"people": ["Audrey Tatou"]}, "people"),
        ({"liked_genres": ["Comedyy"]}, "liked_genres"),
        ({"min_year": 2000, "max_year": 1990}, "max_year"),
        ({"mode": "party"}, "mode"),
    ],
)
def test_what_cannot_be_is_named_by_field(alices, wrong, field):
    answer = put(alices, TASTE, wrong)
    assert answer.status_code == 400
    assert field in str(answer.json())


def test_strangers_are_refused(client, verdicts_of_amelie):
    for address in (TASTE, "/api/v1/watchlist/", verdicts_of_amelie):
        assert client.get(address).status_code in (401, 403)
