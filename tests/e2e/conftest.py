"""A real Chromium with a fake camera and microphone that are fed real clips."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import get_ident

import pytest
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Page, expect

from emotions.models import Consent
from emotions.privacy.wordings import WORDINGS
from movies.feelings import genre_moods
from movies.storing import catalogue

CALM_LOOKS = 5  # in a row, so that a request that is just arriving is waited for as well
PATIENCE_MS = 120_000
expect.set_options(timeout=PATIENCE_MS)  # else five seconds, which a busy machine does need

# Playwright's synchronous API runs an event loop in this thread; the tests touch the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def wait_until() -> Callable[[Page, str], None]:
    """Wait for what only a script can see; `wait_for_function` needs an eval that the site forbids."""

    def wait(page: Page, expression: str) -> None:
        end = time.monotonic() + PATIENCE_MS / 1000
        while not page.evaluate(expression):
            assert time.monotonic() < end, f"never: {expression}"
            page.wait_for_timeout(50)

    return wait


@pytest.fixture(scope="session")
def being_answered() -> Callable[[], int]:
    """How many requests the site is working on."""
    under_way: set[int] = set()
    request_started.connect(lambda **_: under_way.add(get_ident()), weak=False)
    request_finished.connect(lambda **_: under_way.discard(get_ident()), weak=False)
    return lambda: len(under_way)


@pytest.fixture
def transactional_db(transactional_db, being_answered) -> Iterator[None]:
    """Emptied only when nobody asks any more: a browser that is closed leaves requests behind."""
    yield
    end, calm = time.monotonic() + PATIENCE_MS / 1000, 0
    while calm < CALM_LOOKS:
        assert time.monotonic() < end, "the site is still answering"
        calm = 0 if being_answered() else calm + 1
        time.sleep(0.01)


@pytest.fixture(scope="session")
def clips(tmp_path_factory, portrait, spoken) -> Path:
    """A folder with a portrait, a voice, and the same two as a camera and a microphone deliver them."""
    folder = tmp_path_factory.mktemp("clips")
    (folder / "me.jpg").write_bytes(portrait)
    (folder / "me.wav").write_bytes(spoken)
    mjpeg = ["ffmpeg", "-loglevel", "error", "-loop", "1", "-i", str(folder / "me.jpg"), "-t", "1"]
    subprocess.run([*mjpeg, "-pix_fmt", "yuvj420p", str(folder / "camera.mjpeg")], check=True)
    return folder


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, clips):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("Chromium is not installed; `make test` installs it on Debian.")
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={clips / 'camera.mjpeg'}",
            f"--use-file-for-fake-audio-capture={clips / 'me.wav'}",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Without the worker, which would answer in place of the routes a test may set."""
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture
def context(context):
    """As patient as expectations are."""
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def films(transactional_db, best_known):
    catalogue.take_in(best_known, source="wikidata")
    genre_moods.load_learned()


EXPECTED_COMPLAINT = re.compile(r"status of (403|422)|net::ERR_FAILED")
"""What the browser itself says of answers that a test asks for: refused, unusable, no answer."""


@pytest.fixture
def watched(page):
    """A page that fails the test when the browser's console complains."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert [text for text in complaints if not EXPECTED_COMPLAINT.search(text)] == []


@pytest.fixture
def signed_in(live_server, transactional_db):
    """Gives a page of a browser context that somebody is logged in with, without a road through the pages."""

    def open_page(context, host: str = "localhost", *, agreed: bool = True, page=None):
        person = User.objects.get_or_create(username="member")[0]
        if agreed:
            Consent.objects.agree(person, WORDINGS)
        client = Client()
        client.force_login(person)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "domain": host, "path": "/"}])
        context.set_default_timeout(PATIENCE_MS)
        return page or context.new_page()

    return open_page


@pytest.fixture
def member(watched, live_server, signed_in):
    """A watched check-in page of somebody who has agreed before; there are no films."""
    signed_in(watched.context, page=watched)
    watched.goto(f"{live_server.url}/check-in/")
    return watched


@pytest.fixture
def newcomer(watched, live_server, films, signed_in):
    """A watched check-in page of somebody who has agreed to nothing yet."""
    signed_in(watched.context, agreed=False, page=watched)
    watched.goto(f"{live_server.url}/check-in/")
    return watched


@pytest.fixture
def bare_browser(browser_type, browser_type_launch_args):
    """A browser without any device, that finds emoflix.test on this machine: not a secure address."""
    args = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream=device-count=0"]
    args.append("--host-resolver-rules=MAP emoflix.test 127.0.0.1")
    browser = browser_type.launch(**{**browser_type_launch_args, "args": args})
    yield browser
    browser.close()


@pytest.fixture
def visitor(watched, live_server, films):
    """A watched page that has signed up."""
    page = watched
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Username").fill("newcomer")
    page.get_by_label("Password", exact=True).fill("a film a day 9")
    page.get_by_label("Password (again)").fill("a film a day 9")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_text("Skip", exact=True).click()  # the posters a newcomer may tap
    page.wait_for_url("**/check-in/")
    Consent.objects.agree(User.objects.get(username="newcomer"), WORDINGS)
    page.reload()
    return page
