"""A whole check-in with nothing but the keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

MOST_TABS = 60
FOCUSED = """() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  return { name: one.name, value: one.value, words: one.textContent.trim(), tag: one.tagName, wide: box.width, high: box.height,
           ring: getComputedStyle(one).outlineStyle !== "none" || Boolean(one.closest("label:focus-within")) };
}"""


def tab_to(page, wanted) -> dict[str, object]:
    """Press Tab until what is focused is wanted; everything on the way can be seen to be focused."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["ring"], f"nobody sees that this is focused: {focused}"
        if wanted(focused):
            return focused
    pytest.fail("Tab never came there.")


def test_the_skip_link_comes_first_and_leads_to_the_content(visitor):
    visitor.keyboard.press("Tab")
    expect(visitor.locator(".skip")).to_be_focused()
    expect(visitor.locator(".skip")).to_be_in_viewport()
    visitor.keyboard.press("Enter")
    assert visitor.url.endswith("#main")


def test_words_a_tapped_face_an_evening_and_a_correction_need_no_mouse(visitor):
    tab_to(visitor, lambda one: one["name"] == "text")
    visitor.keyboard.type("I had a rotten day and feel low")
    tab_to(visitor, lambda one: one["tag"] == "BUTTON" and one["words"] == "Find my films")
    visitor.keyboard.press("Enter")
    expect(visitor).to_have_url(re.compile(r"/moods/[0-9a-f-]{36}/$"))

    tab_to(visitor, lambda one: one["name"] == "emotion" and one["value"] == "calm")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("You feel calm")

    tab_to(visitor, lambda one: one["name"] == "mode" and one["value"] == "match")
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#mode-match[aria-pressed=true]")).to_be_focused()


def test_the_account_menu_opens_and_closes_by_key(visitor):
    visitor.locator("[data-menu] summary").focus()
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("link", name="Your voice")).to_be_visible()
    visitor.keyboard.press("Escape")
    expect(visitor.get_by_role("link", name="Your voice")).to_be_hidden()
    expect(visitor.locator("[data-menu] summary")).to_be_focused()


def test_of_the_films_menus_one_is_open_at_a_time_and_escape_closes_it(visitor, live_server):
    visitor.goto(f"{live_server.url}/films/")
    menus = visitor.locator(".film-actions details")
    menus.nth(0).locator("summary").click()
    menus.nth(1).locator("summary").click()
    expect(visitor.locator(".film-actions details[open]")).to_have_count(1)
    visitor.keyboard.press("Escape")
    expect(visitor.locator(".film-actions details[open]")).to_have_count(0)
    expect(menus.nth(1).locator("summary")).to_be_focused()
