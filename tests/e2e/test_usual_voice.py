"""A voice in a real browser: which seconds mattered, with its sound, and how somebody usually sounds."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from emotions.models import UsualVoice

pytestmark = pytest.mark.e2e

ENOUGH_HEARD = re.compile(r"Listening: ([3-9]|\d\d) s")
"""Three seconds or more: a busy machine may never show the third."""
KEPT = "sessionStorage.getItem('emoflix.recording')"
# the site's policy keeps Playwright's own waiting from evaluating anything twice
UNTIL_KEPT = f"async () => {{ while ({KEPT} === null) await new Promise((go) => setTimeout(go, 20)); }}"


def read_voice(page, recording) -> None:
    page.get_by_label("Let us hear you").set_input_files(recording)
    page.evaluate(UNTIL_KEPT)
    page.get_by_role("button", name="Find my films").click()
    expect(page).to_have_url(re.compile(r"/moods/[0-9a-f-]{36}/$"))


def record(page, place: int) -> None:
    card = page.locator("[data-recorder]").nth(place)
    card.get_by_role("button", name="Record").click()
    expect(card.get_by_text(ENOUGH_HEARD)).to_be_visible()


@pytest.fixture
def teaching(visitor, live_server):
    visitor.context.grant_permissions(["microphone"])
    visitor.goto(f"{live_server.url}/usual-voice/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Teach it how you usually sound")
    return visitor


def test_two_recorded_sentences_are_learned_used_and_deleted(teaching, live_server, clips):
    record(teaching, 0)
    record(teaching, 1)  # ends the first
    expect(teaching.locator("audio")).to_have_count(1)
    teaching.get_by_role("button", name="Learn my voice").click()  # ends the second
    expect(teaching.get_by_role("heading", name="Learned")).to_be_visible()
    assert UsualVoice.objects.get().seconds > 2

    teaching.goto(f"{live_server.url}/check-in/")
    read_voice(teaching, clips / "me.wav")
    expect(teaching.locator(".senses")).to_contain_text("Compared with how you usually sound.")

    teaching.get_by_role("link", name="how you usually sound").click()
    teaching.get_by_role("button", name="Delete the numbers").click()
    expect(teaching.get_by_text("without a comparison again")).to_be_visible()
    assert not UsualVoice.objects.exists()


def test_a_good_recording_stays_when_the_other_cannot_be_used(teaching, clips):
    record(teaching, 0)
    teaching.get_by_role("button", name="Done").click()
    teaching.locator("#id_second").set_input_files(
        {"name": "list.wav", "mimeType": "audio/wav", "buffer": b"milk, eggs"}
    )
    teaching.get_by_role("button", name="Learn my voice").click()
    expect(teaching.locator("#second-error")).to_contain_text("Sentence 2: That file is not a recording")
    expect(teaching.get_by_text("Sentence 1 is still here; only sentence 2 is needed again.")).to_be_visible()
    expect(teaching.locator("#first-error")).to_be_empty()
    assert not UsualVoice.objects.exists()

    teaching.locator("#id_second").set_input_files(clips / "me.wav")
    teaching.get_by_role("button", name="Learn my voice").click()
    expect(teaching.get_by_role("heading", name="Learned")).to_be_visible()


def test_a_site_that_does_not_answer_loses_no_recording(teaching, clips):
    for field in ("#id_first", "#id_second"):
        teaching.locator(field).set_input_files(clips / "me.wav")
    teaching.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('gone')); }")
    teaching.get_by_role("button", name="Learn my voice").click()
    expect(teaching.get_by_text("both recordings are still here")).to_be_visible()
    expect(teaching.get_by_role("button", name="Learn my voice")).to_be_enabled()
    assert teaching.locator("#id_first").evaluate("input => input.files.length") == 1


def test_the_recording_plays_over_its_timeline_in_this_tab_alone(visitor, clips):
    read_voice(visitor, clips / "me.wav")
    player, line = visitor.locator("[data-timeline] audio"), visitor.locator("[data-playhead]")
    expect(player).to_be_visible()
    expect(line).to_have_attribute("visibility", "hidden")
    # over and over: at its end the line goes, and a busy machine may look too late
    player.evaluate("player => { player.muted = player.loop = true; return player.play(); }")
    expect(line).to_have_attribute("x1", re.compile(r"^([5-9]|\d\d+)\b.*%$"))
    expect(line).to_have_attribute("visibility", "visible")

    other = visitor.context.new_page()
    other.goto(visitor.url)
    expect(other.locator("[data-timeline] .parts")).to_be_visible()
    expect(other.locator("[data-timeline] audio")).to_have_count(0)

    visitor.get_by_role("link", name="Check in").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("How are you tonight?")
    assert visitor.evaluate(KEPT) is None


def test_a_recording_that_was_never_sent_plays_on_no_older_result(visitor, live_server, clips):
    read_voice(visitor, clips / "me.wav")
    older = visitor.url
    visitor.goto(f"{live_server.url}/check-in/")
    visitor.get_by_label("Let us hear you").set_input_files(clips / "me.wav")
    visitor.evaluate(UNTIL_KEPT)
    visitor.goto(older)
    expect(visitor.locator("[data-timeline] .parts")).to_be_visible()
    visitor.wait_for_load_state("networkidle")
    expect(visitor.locator("[data-timeline] audio")).to_have_count(0)


def test_a_voice_still_being_recorded_when_films_are_asked_for_plays_on_its_result(visitor):
    visitor.context.grant_permissions(["microphone"])
    record(visitor, 0)
    visitor.get_by_role("button", name="Find my films").click()
    expect(visitor).to_have_url(re.compile(r"/moods/[0-9a-f-]{36}/$"))
    expect(visitor.locator("[data-timeline] audio")).to_be_visible()


def test_a_no_to_the_offer_lasts(visitor, live_server, clips):
    read_voice(visitor, clips / "me.wav")
    visitor.get_by_role("button", name="No, thanks").click()
    expect(visitor.locator(".senses")).to_be_visible()
    expect(visitor.locator(".offer")).to_have_count(0)
    visitor.goto(f"{live_server.url}/check-in/")
    read_voice(visitor, clips / "me.wav")
    expect(visitor.locator(".offer")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_neither_page_is_wider_than_the_screen(visitor, live_server, clips, width):
    visitor.set_viewport_size({"width": width, "height": 800})
    read_voice(visitor, clips / "me.wav")
    for address in (visitor.url, f"{live_server.url}/usual-voice/"):
        visitor.goto(address)
        assert visitor.evaluate("document.documentElement.scrollWidth") <= width, address
