"""What a script adds to the buttons under a film, to the search and to the names of a taste."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from movies.models import Feedback

pytestmark = pytest.mark.e2e


@pytest.fixture
def fan(watched, films, signed_in):
    """A watched page of somebody who is logged in."""
    return signed_in(watched.context, page=watched)


def test_a_film_is_loved_and_the_word_taken_back_without_a_new_page(fan, live_server):
    page = fan
    page.goto(f"{live_server.url}/films/")
    page.evaluate("window.stayed = true")
    film = page.locator(".film").first
    film.locator("button[value=liked][aria-pressed]").click()
    expect(film.locator("button[value=liked][aria-pressed]")).to_have_attribute("aria-pressed", "true")
    expect(film.get_by_role("status")).to_contain_text("more like it")
    assert Feedback.objects.get().verdict == "liked"

    film.get_by_role("button", name="Undo").click()
    expect(film.locator("button[value=liked][aria-pressed]")).to_have_attribute("aria-pressed", "false")
    assert not Feedback.objects.exists()
    assert page.evaluate("window.stayed")


def test_films_appear_while_a_misspelt_title_is_typed(fan, live_server):
    page = fan
    page.goto(f"{live_server.url}/films/")
    page.locator("#q").press_sequentially("avatr")
    expect(page.locator("#found")).to_contain_text("Films for “avatar”")
    expect(page.locator(".film h3").first).to_have_text("Avatar")
    expect(page).to_have_url(re.compile(r"\?q=avatr$"))


def test_names_are_offered_while_they_are_typed(fan, live_server):
    page = fan
    page.goto(f"{live_server.url}/taste/")
    page.locator("#id_new_people").press_sequentially("robert dow")
    expect(page.locator("#people-found option").first).to_have_attribute("value", re.compile("Robert Downey"))
