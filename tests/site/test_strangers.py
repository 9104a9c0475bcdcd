"""Whoever it is, another person's things do not exist: walked over every route the site has.

Routes are read from the URL resolver, so a new one is tested without being named here. What has to be named
is the exception: a page that anybody may open (`OPEN`), an object that belongs to nobody (`SHARED`), and how to
make an object of Alice's for routes of a new kind (`OWNED`). A route that fits none of them fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from emoflix_site.models import ApiToken, Scope
from emotions.models import Evening, Impression, MoodCheck, MoodReading, SurveyAnswer, UsualVoice
from movies.models import Movie, RatingsImport

NAMELESS = "(nameless)"
METHODS = ("get", "post", "put", "patch", "delete")
NOT_HERE = {404, 405}
LOG_IN = {302, 401, 403, 404, 405}


def mood(alice: User, film: Movie) -> MoodCheck:
    """A check-in of Alice's with everything that hangs on one."""
    check = MoodCheck.objects.create(
        user=alice,
        top="sad",
        confidence=0.8,
        scores={"sad": 0.8, "neutral": 0.2},
        candidates=["sad"],
        mode="lift",
        typed=[{"about": "genre", "value": "Comedy", "label": "comedy"}],
    )
    MoodReading.objects.create(
        check_in=check, modality="text", status="ok", quality=1.0, scores={"sad": 1.0}, message="", ms=1.0
    )
    Impression.objects.create(check_in=check, movie=film, rank=1, mode="lift", score=1.0, reasons=[])
    return check


def survey_answer(alice: User, film: Movie) -> SurveyAnswer:
    return SurveyAnswer.objects.create(user=alice, emotion="sad", would_watch="Amélie", wording=1)


def evening(alice: User, film: Movie) -> Evening:
    """An evening together that Alice hosts."""
    together = Evening.objects.create(host=alice)
    together.guests.create(user=alice, check_in=mood(alice, film), name="Alice")
    return together


def token(alice: User, film: Movie) -> ApiToken:
    return ApiToken.objects.issue(alice, "my player", Scope.values)[0]


def ratings_list(alice: User, film: Movie) -> RatingsImport:
    row = {
        "title": film.title,
        "year": 2001,
        "imdb_id": "",
        "verdict": "liked",
        "stars": 5.0,
        "day": "",
        "why": "",
    }
    return RatingsImport.objects.create(user=alice, site="letterboxd", rows=[row | {"film": film.pk}])


OWNED: dict[str, Callable[[User, Movie], Any]] = {
    "moods/<uuid:pk>/": mood,
    "survey/<uuid:pk>/": survey_answer,
    "settings/tokens/<int:pk>/": token,
    "taste/ratings/<int:pk>/": ratings_list,
    "api/v1/^moods/(?P<pk>": mood,
    "together/<uuid:pk>/": evening,
    "api/v1/^evenings/(?P<pk>": evening,
}
"""How Alice's object of a route is made, by how the route begins."""

SHARED = (
    "films/<int:pk>/",
    "api/v1/^films/(?P<pk>",
    "api/v1/films/<int:pk>/verdicts/",
    "api/<path:nowhere>",
    "evening/<slug:token>/",
    "accounts/^confirm-email/",
    "accounts/^password/reset/key/",
)
"""Routes with a name in the address that belong to nobody; the last three carry a secret of their own."""

OPEN = (
    "home",
    "privacy",
    "manifest",
    "robots",
    "service_worker",
    "offline",
    "look",
    "movies:search",
    "film-list",
    "api-root",
    "api_schema",
    "api_docs",
    "account_",
    "mfa_authenticate",
    "favicon.ico",
)
"""Names, or beginnings of names, of pages without an object that anybody may open."""

STAFF = "admin/"
OTHER_NAMES = {"place": 0, "format": "json", "sense": "face"}
"""Names in an address that stand for no object, and a value of each."""


@dataclass(frozen=True)
class Route:
    """One address of the site: its pattern in full, its name with namespaces, the names in it."""

    pattern: str
    name: str
    names: frozenset[str]

    def __str__(self) -> str:
        return self.pattern or "/"

    def address(self, **values: Any) -> str:
        if self.name == NAMELESS:
            return "/" + re.sub(r"<\w+:(\w+)>", lambda name: str(values[name[1]]), self.pattern)
        return reverse(self.name, kwargs={name: values[name] for name in self.names})


def routes(patterns: Any = None, before: str = "", space: str = "", names: Any = ()) -> Iterator[Route]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        whole = before + str(entry.pattern)
        inside = frozenset(names) | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            deeper = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry.url_patterns, whole, deeper, inside)
        elif isinstance(entry, URLPattern):
            yield Route(whole, f"{space}{entry.name}" if entry.name else NAMELESS, inside)


ALL = list(routes())
OURS = [route for route in ALL if not route.pattern.startswith(STAFF)]
PLAIN = [route for route in OURS if route.names <= set(OTHER_NAMES)]
OBJECTS = [route for route in OURS if route not in PLAIN and not route.pattern.startswith(SHARED)]
ADMINS = [route for route in ALL if route.pattern.startswith(STAFF)]


def maker(route: Route) -> Callable[[User, Movie], Any]:
    for begins, make in OWNED.items():
        if route.pattern.startswith(begins):
            return make
    pytest.fail(
        f"The route {route} names an object: add to OWNED how Alice's is made, or to SHARED that it is nobody's."
    )


@pytest.fixture
def charlie(db: None) -> User:
    """Charlie runs the site, which is no reason to read along."""
    return User.objects.create_superuser("charlie", password="three films a day")


@pytest.fixture
def film(db: None) -> Movie:
    return Movie.objects.create(title="Amélie", year=2001)


@pytest.fixture(params=["bob", "charlie"])
def stranger(request: pytest.FixtureRequest) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(request.getfixturevalue(request.param))
    return client


def everything_of(alice: User) -> list[dict[str, Any]]:
    rows: list[Any] = []
    for check in MoodCheck.objects.filter(user=alice):
        rows += [check, *check.readings.all(), *check.impressions.all()]
    rows += [*SurveyAnswer.objects.filter(user=alice), *ApiToken.objects.of(alice)]
    return [{"pk": row.pk, **model_to_dict(row)} for row in rows]


def send(client: Client, method: str, address: str) -> int:
    sent = getattr(client, method)(address, **({} if method == "get" else {"data": {}}) | _as_json(method))
    return int(sent.status_code)


def _as_json(method: str) -> dict[str, Any]:
    return {"content_type": "application/json"} if method in ("put", "patch", "delete") else {}


def values_of(route: Route, own: Any, film: Movie) -> dict[str, Any]:
    return {"movie": film.pk, "film": film.pk, **OTHER_NAMES, "pk": own.pk, "id": own.pk}


def test_the_walk_finds_the_pages_and_the_api():
    assert {"emotions:result", "mood-detail", "mood-correct"} <= {route.name for route in OBJECTS}
    assert len(ADMINS) > 20


@pytest.mark.parametrize("route", OBJECTS, ids=str)
def test_a_strangers_object_does_not_exist(route, alice, stranger, film):
    own = maker(route)(alice, film)
    address = route.address(**values_of(route, own, film))
    before = everything_of(alice)
    answers = {method: send(stranger, method, address) for method in METHODS}
    assert set(answers.values()) <= NOT_HERE, answers
    assert 404 in answers.values(), answers
    assert everything_of(alice) == before


@pytest.mark.parametrize("route", OBJECTS, ids=str)
def test_somebody_who_is_not_logged_in_gets_no_object(route, alice, client, film):
    own = maker(route)(alice, film)
    address = route.address(**values_of(route, own, film))
    before = everything_of(alice)
    answers = {method: send(client, method, address) for method in METHODS}
    assert set(answers.values()) <= LOG_IN, answers
    assert everything_of(alice) == before


@pytest.mark.parametrize("route", OBJECTS, ids=str)
def test_the_owner_gets_it(route, alice, alices, film):
    """Else the two tests above would prove nothing."""
    own = maker(route)(alice, film)
    address = route.address(**values_of(route, own, film))
    assert any(send(alices, method, address) not in NOT_HERE for method in METHODS)


@pytest.mark.parametrize("route", PLAIN, ids=str)
def test_a_page_without_an_object_is_for_people_who_are_logged_in_or_named_as_open(route, client, db):
    if route.name.startswith(OPEN) or route.pattern.startswith(OPEN):
        pytest.skip("anybody may open it")
    address = route.address(**OTHER_NAMES)
    answers = {method: send(client, method, address) for method in METHODS}
    assert set(answers.values()) <= LOG_IN, f"{answers}: log in, or add {route.name} to OPEN"


@pytest.mark.parametrize("route", PLAIN, ids=str)
def test_no_list_shows_what_is_alices(route, alice, stranger, film):
    own = mood(alice, film)
    UsualVoice.objects.create(user=alice, numbers={"features": 7, "seconds": 3.25, "statistics": [0.5]})
    page = stranger.get(route.address(**OTHER_NAMES))
    told = b"".join(page.streaming_content) if page.streaming else page.content
    assert str(own.pk).encode() not in told
    assert not re.search(rb"\balice\b", told)


@pytest.mark.parametrize("route", ADMINS, ids=str)
def test_the_admin_is_for_staff(route, alices, client, film):
    values = dict.fromkeys(route.names, film.pk) | {"app_label": "movies", "url": "nowhere/"}
    if route.pattern.endswith("$") and route.name == NAMELESS:
        pytest.skip("what the admin answers where it has no page")
    address = route.address(**values)
    for method in ("get", "post"):
        assert send(client, method, address) in LOG_IN
        assert send(alices, method, address) in LOG_IN
