"""The main pages as the README shows them. `make pictures` writes them anew; every other run checks that they render."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from emotions.models import MoodCheck
from ml.fusion import picked
from ml.labels import Emotion
from movies.wishes.wish import Wish

pytestmark = pytest.mark.e2e

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WRITING = os.environ.get("WRITE_PICTURES") == "1"
QUALITY = 84
"""Of the JPEGs."""
DESK, PHONE = {"width": 1280, "height": 1000}, {"width": 390, "height": 844}
BLANK = 12.0
"""Deviation of the brightness below which a picture shows nothing."""
SAID = "I had a rotten day and feel low, something in English under two hours"
LAST_WEEKS = (
    *((Emotion.CALM, 13), (Emotion.HAPPY, 12), (Emotion.SAD, 11), (Emotion.HAPPY, 9), (Emotion.SURPRISE, 8)),
    *((Emotion.ANGRY, 6), (Emotion.SAD, 6), (Emotion.CALM, 5), (Emotion.HAPPY, 4), (Emotion.HAPPY, 4)),
    *((Emotion.NEUTRAL, 3), (Emotion.CALM, 2), (Emotion.FEAR, 1)),
)
"""Moods of the weeks before, and how many days ago they were."""


@pytest.fixture
def person(visitor) -> User:
    """Somebody with two weeks of moods, on the check-in page."""
    person = User.objects.get(username="newcomer")
    sunday = timezone.localdate() + timedelta(days=6 - timezone.localdate().weekday())
    for emotion, ago in LAST_WEEKS:
        check = MoodCheck.objects.record(person, picked(emotion), Wish(), by_hand=True)
        at = datetime.combine(sunday - timedelta(days=ago), timezone.now().timetz())
        MoodCheck.objects.filter(pk=check.pk).update(created=at)
    return person


@pytest.fixture
def result(visitor, clips, person, wait_until) -> str:
    """Address of a mood that words and a face led to."""
    visitor.get_by_label("Type it").fill(SAID)
    visitor.get_by_label("Show your face").set_input_files(clips / "me.jpg")
    wait_until(visitor, "sessionStorage.getItem('emoflix.picture') !== null")
    visitor.get_by_role("button", name="Find my films").click()
    expect(visitor.locator(".film")).to_have_count(10)
    return visitor.url


def shot(page, address: str, theme: str, size: dict[str, int]) -> Image.Image:
    """What is seen of a page without scrolling, once its pictures are there."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size(size)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    assert np.asarray(image.convert("L")).std() > BLANK, address
    return image


def side_by_side(images: list[Image.Image], gap: int = 24) -> Image.Image:
    """The images in a row on white."""
    width = sum(image.width for image in images) + gap * (len(images) - 1)
    row = Image.new("RGB", (width, max(image.height for image in images)), "white")
    left = 0
    for image in images:
        row.paste(image, (left, 0))
        left += image.width + gap
    return row


@pytest.fixture
def keep() -> Callable[[str, Image.Image], None]:
    """Writes a picture for the README when that is asked for."""

    def write(name: str, image: Image.Image) -> None:
        if WRITING:
            PICTURES.mkdir(exist_ok=True)
            image.save(PICTURES / f"{name}.jpg", "JPEG", quality=QUALITY, optimize=True)

    return write


def test_the_main_pages_render_as_the_readme_shows_them(visitor, live_server, result, keep):
    site = live_server.url
    keep("home", shot(visitor, f"{site}/", "light", DESK))
    keep("check-in", shot(visitor, f"{site}/check-in/", "light", DESK))
    keep("result", shot(visitor, result, "light", DESK))
    keep("journal", shot(visitor, f"{site}/moods/week/", "dark", DESK))
    phones = ("/check-in/", result.removeprefix(site), "/moods/")
    keep("phone", side_by_side([shot(visitor, site + address, "dark", PHONE) for address in phones]))


def test_the_readme_shows_pictures_that_are_there():
    readme = (PICTURES.parents[1] / "README.md").read_text()
    shown = {line.split("](")[1].rstrip(")\n") for line in readme.splitlines() if line.startswith("![")}
    assert shown
    assert all((PICTURES.parents[1] / path).is_file() for path in shown)
