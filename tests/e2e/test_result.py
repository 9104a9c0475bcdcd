"""The result in a real browser: another evening without a new page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


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
