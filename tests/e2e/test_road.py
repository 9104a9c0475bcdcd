"""The whole road in a real browser: sign up, say how you feel, get films."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

LOW = "I had a rotten day and feel low"
ENOUGH_HEARD = re.compile(r"Listening: ([3-9]|\d\d) s")
"""Three seconds or more: a busy machine may never show the third."""


def find_films(page) -> None:
    page.get_by_role("button", name="Find my films").click()


def expect_films(page) -> None:
    expect(page).to_have_url(re.compile(r"/moods/[0-9a-f-]{36}/$"))
    expect(page.locator(".film")).to_have_count(10)
    expect(page.locator(".film .reasons")).to_have_count(10)


def test_words_a_portrait_and_a_voice_lead_to_films_and_one_tap_corrects_them(visitor, clips):
    visitor.get_by_label("Type it").fill(LOW)
    visitor.get_by_label("Show your face").set_input_files(clips / "me.jpg")
    visitor.get_by_label("Let us hear you").set_input_files(clips / "me.wav")
    find_films(visitor)
    expect_films(visitor)
    for sense in ("Your words", "Your face", "Your voice"):
        expect(visitor.locator("summary", has_text=sense)).to_be_visible()

    something_else = visitor.get_by_text("Something else")
    if something_else.count():
        something_else.click()
    visitor.get_by_role("button", name="surprised").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("You feel surprised")
    expect_films(visitor)

    visitor.get_by_role("button", name="calm me down").click()
    expect(visitor.locator("main button[aria-pressed=true]")).to_have_text("calm me down")
    expect_films(visitor)

    title = visitor.locator(".film h3 a").first.inner_text()
    visitor.locator(".film h3 a").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(title)
    expect(visitor.get_by_role("link", name="On IMDb")).to_have_attribute(
        "href", re.compile(r"imdb\.com/title/tt")
    )

    visitor.get_by_role("link", name="Journal").click()
    expect(visitor.locator(".days li")).to_have_count(1)


def test_the_map_lies_over_the_picture_in_this_tab_and_over_a_sketch_in_another(visitor, clips, wait_until):
    visitor.get_by_label("Show your face").set_input_files(clips / "me.jpg")
    wait_until(visitor, "sessionStorage.getItem('emoflix.picture') !== null")
    find_films(visitor)
    figure = visitor.locator("[data-looked-at]")
    expect(figure).to_have_class(re.compile("with-picture"))
    brightness = figure.locator("canvas").evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.reduce((a, b) => a + b) / c.width ** 2"
    )
    assert 3 * 30 + 255 < brightness < 3 * 240 + 255  # a face, neither black nor blank

    other = visitor.context.new_page()
    other.goto(visitor.url)
    expect(other.locator("[data-looked-at] .sketch")).to_be_visible()
    expect(other.locator("[data-looked-at] canvas")).to_be_hidden()


def test_the_next_check_in_forgets_the_picture(visitor, clips, wait_until):
    visitor.get_by_label("Show your face").set_input_files(clips / "me.jpg")
    wait_until(visitor, "sessionStorage.getItem('emoflix.picture') !== null")
    find_films(visitor)
    expect_films(visitor)
    visitor.get_by_role("link", name="Check in").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("How are you tonight?")
    assert visitor.evaluate("sessionStorage.getItem('emoflix.picture')") is None


def test_a_tapped_face_is_enough(visitor):
    visitor.locator("label", has_text="afraid").click()
    find_films(visitor)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("You feel afraid")
    expect_films(visitor)


def test_the_camera_takes_a_picture_that_is_read(visitor, wait_until):
    visitor.context.grant_permissions(["camera"])
    visitor.get_by_role("button", name="Use the camera").click()
    expect(visitor.locator("video")).to_be_visible()
    wait_until(visitor, "document.querySelector('video').videoWidth > 0")
    visitor.get_by_role("button", name="Take the picture").click()
    expect(visitor.get_by_alt_text("The picture you took")).to_be_visible()
    find_films(visitor)
    expect_films(visitor)
    expect(visitor.locator("summary", has_text="Your face")).to_contain_text("found and read")


def test_tapping_the_camera_twice_opens_it_once(visitor):
    visitor.context.grant_permissions(["camera"])
    visitor.evaluate(
        """() => {
          window.opened = 0;
          const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = (wanted) => { window.opened += 1; return real(wanted); };
        }"""
    )
    visitor.evaluate(
        """() => { const button = document.querySelector("[data-camera] [data-controls] button"); button.click(); button.click(); }"""
    )
    expect(visitor.get_by_role("button", name="Take the picture")).to_be_visible()
    assert visitor.evaluate("window.opened") == 1


def test_the_microphone_records_a_voice_that_is_read(visitor):
    visitor.context.grant_permissions(["microphone"])
    visitor.get_by_role("button", name="Record").click()
    expect(visitor.get_by_text(ENOUGH_HEARD)).to_be_visible()
    visitor.get_by_role("button", name="Done").click()
    expect(visitor.locator("audio")).to_be_visible()
    find_films(visitor)
    expect_films(visitor)
    expect(visitor.locator("summary", has_text="Your voice")).to_be_visible()


def test_asking_for_films_while_still_recording_sends_the_voice(visitor):
    visitor.context.grant_permissions(["microphone"])
    visitor.get_by_role("button", name="Record").click()
    expect(visitor.get_by_text(ENOUGH_HEARD)).to_be_visible()
    find_films(visitor)
    expect_films(visitor)
    expect(visitor.locator("summary", has_text="Your voice")).to_be_visible()


def test_a_refused_camera_is_explained_and_a_file_still_works(visitor, clips):
    visitor.evaluate(
        "() => { navigator.mediaDevices.getUserMedia ="
        " () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )
    visitor.get_by_role("button", name="Use the camera").click()
    visitor.get_by_role("button", name="Go on").click()
    expect(visitor.get_by_text("Permission was not given")).to_be_visible()
    visitor.get_by_label("Show your face").set_input_files(clips / "me.jpg")
    find_films(visitor)
    expect_films(visitor)


@pytest.fixture(scope="session")
def faceless(tmp_path_factory, astronaut, portrait, as_file):
    """Every picture of the list: file name → (bytes, what the page must say)."""
    five = np.concatenate([astronaut[:256, 96:352]] * 5, axis=1)
    sideways = as_file(np.rot90(astronaut).copy(), exif=_exif_orientation(6))
    from skimage import data

    return {
        "empty.jpg": (b"", "empty"),
        "paper.jpg": (b"%PDF-1.7 not a picture", "not a picture"),
        "cut.jpg": (portrait[: len(portrait) // 2], "cut short"),
        "huge.png": (as_file(np.zeros((12_000, 12_000), np.uint8), "PNG"), "12000 x 12000"),
        "coffee.jpg": (as_file(data.coffee()), "No face was found"),
        "black.jpg": (as_file(np.zeros((480, 640, 3), np.uint8)), "too dark"),
        "five.jpg": (as_file(five), "5 faces were found"),
        "sideways.jpg": (sideways, "found and read"),
    }


def _exif_orientation(turn: int) -> bytes:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = turn
    return exif.tobytes()


@pytest.fixture(scope="session")
def voiceless(as_wav, spoken, recoded):
    """Every recording of the list: file name → (bytes, what the page must say)."""
    webm = recoded("-c:a", "libopus", "-f", "webm")
    mp4 = recoded("-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4")
    long = recoded("-filter_complex", "aloop=loop=-1:size=2e9,atrim=0:600", "-b:a", "24k", "-f", "mp3")
    return {
        "silence.wav": (as_wav(np.zeros(44_100)), "silent"),
        "short.wav": (as_wav(0.3 * np.sin(np.arange(4_410) / 20)), "too short"),
        "ten-minutes.mp3": (long, "first 60 seconds"),
        "chrome.webm": (webm, "was heard"),
        "safari.m4a": (mp4, "was heard"),
        "stereo.wav": (recoded("-ac", "2", "-ar", "96000", "-f", "wav"), "was heard"),
        "forty-megabytes.wav": (b"\0" * (40 * 1024 * 1024), "larger than the site accepts"),
    }


def test_every_bad_file_gets_its_sentence_and_the_words_still_find_films(
    visitor, live_server, faceless, voiceless
):
    everything = [("Show your face", name, *rest) for name, rest in faceless.items()]
    everything += [("Let us hear you", name, *rest) for name, rest in voiceless.items()]
    for field, name, content, sentence in everything:
        visitor.goto(f"{live_server.url}/check-in/")
        visitor.get_by_label("Type it").fill(LOW)
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        visitor.get_by_label(field).set_input_files(file)
        find_films(visitor)
        expect_films(visitor)
        expect(visitor.locator("main"), name).to_contain_text(sentence)


def test_a_bad_file_alone_keeps_the_page_and_what_was_chosen(visitor):
    visitor.get_by_text("calm me down").click()
    visitor.get_by_text("In a certain language").click()
    visitor.get_by_role("textbox", name="With").fill("Tom Hanks")
    visitor.get_by_label("Show your face").set_input_files(
        {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b""}
    )
    find_films(visitor)
    expect(visitor.locator("#face-error")).to_contain_text("empty")
    expect(visitor.get_by_role("textbox", name="With")).to_have_value("Tom Hanks")
    expect(visitor.get_by_role("radio", name="calm me down")).to_be_checked()


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_no_page_is_wider_than_the_screen(visitor, live_server, width):
    visitor.set_viewport_size({"width": width, "height": 800})
    visitor.locator("label", has_text="afraid").click()
    find_films(visitor)
    expect_films(visitor)
    result = visitor.url
    for address in (
        result,
        f"{live_server.url}/",
        f"{live_server.url}/check-in/",
        f"{live_server.url}/moods/",
    ):
        visitor.goto(address)
        assert visitor.evaluate("document.documentElement.scrollWidth") <= width, address
