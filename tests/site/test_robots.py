"""What searching machines may read: films, and nothing about a person."""

from __future__ import annotations

import pytest
from protego import Protego

SITE = "https://emoflix.example"


@pytest.fixture
def may_read(client):
    """Whether a polite machine reads an address; no database mark: the file asks nothing of it."""
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    rules = Protego.parse(answer.content.decode())
    return lambda path: rules.can_fetch(SITE + path, "SomeBot")


@pytest.mark.parametrize(
    "path", ["/", "/privacy/", "/films/", "/films/12/", "/films/12/poster.svg", "/static/site/tokens.css"]
)
def test_films_may_be_found(may_read, path):
    assert may_read(path)


@pytest.mark.parametrize(
    "path",
    [
        "/check-in/",
        "/moods/",
        "/moods/0190b0f4-0000-7000-8000-000000000000/",
        "/watchlist/",
        "/taste/",
        "/together/",
        "/settings/",
        "/accounts/login/",
        "/admin/",
        "/api/v1/films/",
        "/films/?q=love",
        "/films/12/say/",
        "/a-page-that-somebody-adds-tomorrow/",
    ],
)
def test_what_is_about_a_person_and_what_has_no_end_is_left_alone(may_read, path):
    assert not may_read(path)


def test_a_shared_evening_may_be_read_so_that_its_wish_not_to_be_listed_is_heard(may_read):
    assert may_read("/evening/abc/")
