"""The result in a real browser: another evening without a new page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

PHONE = {"width": 360, "height": 740}
GLIMPSE = 60
"""Pixels of the first poster that tell there are films."""


@pytest.fixture
def afraid(visitor):
    """A result, by a tap."""
    visitor.locator("label", has_text="afraid").click()
    visitor.get_by_role("button", name="Find my films").click()
    expect(visitor.locator(".film")).to_have_count(10)
    return visitor


def titles(page) -> list[str]:
    return page.locator("#films .film h3").all_inner_texts()


def test_another_evening_brings_other_films_without_a_new_page(afraid):
    afraid.evaluate("window.same = true")
    before = titles(afraid)
    afraid.get_by_role("button", name="stay with it").click()
    pressed = afraid.locator("button[aria-pressed=true]", has_text="stay with it")
    expect(pressed).to_be_visible()
    expect(pressed).to_be_focused()
    assert titles(afraid) != before
    assert afraid.evaluate("window.same") is True
    expect(afraid.get_by_role("status").filter(has_text="Other films are shown.")).to_have_count(1)


def test_an_evening_that_cannot_be_fetched_is_told_and_the_films_stay(afraid):
    before = titles(afraid)
    afraid.evaluate(
        "() => { console.error = () => {};"
        " XMLHttpRequest.prototype.send = function () { setTimeout(() => this.onerror(new ProgressEvent('error'))); }; }"
    )
    afraid.get_by_role("button", name="calm me down").click()
    expect(afraid.get_by_text("That did not work. Please try again.")).to_be_visible()
    assert titles(afraid) == before


def test_without_scripts_the_evening_changes_all_the_same(afraid, browser):
    context = browser.new_context(java_script_enabled=False, storage_state=afraid.context.storage_state())
    page = context.new_page()
    page.goto(afraid.url)
    page.get_by_role("button", name="calm me down").click()
    expect(page.locator("button[aria-pressed=true]", has_text="calm me down")).to_be_visible()
    assert re.search(r"/moods/[0-9a-f-]{36}/$", page.url)
    context.close()


@pytest.fixture
def understood(visitor, clips):
    """A result on a phone that has everything above its films: two senses that were read, and wishes."""
    visitor.get_by_label("Type it").fill(
        "I had a rotten day and feel low, something in English under two hours"
    )
    visitor.get_by_label("Show your face").set_input_files(clips / "me.jpg")
    visitor.get_by_role("button", name="Find my films").click()
    expect(visitor.locator(".film")).to_have_count(10)
    visitor.set_viewport_size(PHONE)
    visitor.goto(visitor.url)
    return visitor


def upper_edge(page, selector: str) -> float:
    return page.locator(selector).first.bounding_box()["y"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_on_a_phone_the_films_are_seen_without_scrolling(understood, live_server, language):
    understood.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    understood.reload()
    tabs = upper_edge(understood, ".places")
    assert upper_edge(understood, "#films-title") < tabs
    assert upper_edge(understood, ".film .poster") < tabs - GLIMPSE


def test_on_a_phone_a_mood_is_put_right_by_one_tap_also_without_scripts(understood, browser):
    state = understood.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=state, viewport=PHONE)
    page = context.new_page()
    page.goto(understood.url)
    faces = page.locator(".correction button")
    in_sight = [
        one for one in faces.all() if one.bounding_box()["x"] + one.bounding_box()["width"] <= PHONE["width"]
    ]
    assert len(in_sight) >= 4
    wanted = in_sight[-1].get_attribute("value")
    in_sight[-1].click()
    expect(page.get_by_text("You said so yourself")).to_be_visible()
    expect(page.locator(f".correction button[value={wanted}]")).to_have_count(0)
    context.close()


def test_every_other_mood_can_be_reached_by_key_on_a_phone(understood):
    faces = understood.locator(".correction button")
    faces.last.focus()
    expect(faces.last).to_be_in_viewport(ratio=1)
