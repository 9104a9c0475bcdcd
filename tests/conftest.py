"""The cast, real pictures and real sounds, shared by every room's tests."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core.cache import cache, caches
from django.core.management.color import no_style
from django.db import connection
from django.test import Client
from hypothesis import settings as hypothesis_settings
from numpy.typing import NDArray
from PIL import Image
from pytest_django import Settings
from skimage import data

from emoflix_site import cache as forgiving
from emotions.models import Consent
from emotions.privacy.wordings import WORDINGS
from movies.models import Movie
from scrapers import starter
from scrapers.records import FilmRecord

hypothesis_settings.register_profile("any machine", deadline=None)  # a busy one is slow, not wrong
hypothesis_settings.load_profile("any machine")

# what a test serves is on this machine, whatever proxy stands between it and others
for _name in ("NO_PROXY", "no_proxy"):
    os.environ[_name] = ",".join(filter(None, [os.environ.get(_name), "127.0.0.1", "localhost", "::1"]))

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
RATE = 22_050
PATIENCE = 60.0  # seconds
FILMS = 300
"""Enough for every mood to lead somewhere."""


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Hashing a password slowly guards people; here it would only slow every test that makes one."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _a_cache_for_each_worker() -> None:
    """Tests empty the cache: on Redis each of pytest's processes takes a database of its own.

    A busy machine's Redis is waited for: what tests count must not lie half in it and half in a process.
    """
    forgiving.LONGEST_ANSWER = PATIENCE
    default = django_settings.CACHES["default"]
    number = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if number and "Redis" in default["BACKEND"]:
        default["LOCATION"] = f"{default['LOCATION'].rpartition('/')[0]}/{number}"
        caches["default"] = caches.create_connection("default")


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    """Limits and failed attempts are counted in the cache, which tests share."""
    cache.clear()


@pytest.fixture(scope="session")
def best_known() -> list[FilmRecord]:
    """Films of the starter catalogue, those of most reviews first."""
    everything = starter.unpack(starter.verified())
    return sorted(everything, key=lambda film: film.tomato_reviews or 0, reverse=True)[:FILMS]


@pytest.fixture
def counted_from_one(db: None) -> None:
    """A draw hangs on the films' numbers: on PostgreSQL too they begin anew with each test that loads films."""
    with connection.cursor() as cursor:
        sequences = [{"table": Movie._meta.db_table, "column": Movie._meta.pk.column}]
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), sequences):
            cursor.execute(statement)


@pytest.fixture(autouse=True)
def _index_of_its_own(settings: Settings) -> None:
    """No test leaves its films in the file that the site's workers share."""
    settings.INDEX_DIR = ""


@pytest.fixture
def alice(db: None) -> User:
    """Alice owns the moods of a test; she has agreed to having her face and her voice read."""
    user = User.objects.create_user("alice", password="a film a day")
    Consent.objects.agree(user, WORDINGS)
    return user


@pytest.fixture
def bob(db: None) -> User:
    """Bob is somebody else, and has agreed to the same."""
    user = User.objects.create_user("bob", password="two films a day")
    Consent.objects.agree(user, WORDINGS)
    return user


@pytest.fixture
def alices(alice: User) -> Client:
    """Alice's browser."""
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def bobs(bob: User) -> Client:
    """Bob's browser."""
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture(scope="session")
def shared() -> Path:
    """The training data, where a checkout has it beside itself."""
    if not SHARED.is_dir():
        pytest.skip("The training data is not beside this checkout (../shared/data).")
    return SHARED


def encoded(pixels: NDArray[np.uint8], kind: str = "JPEG", **options: object) -> bytes:
    """A picture as the bytes of a file."""
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, kind, **options)
    return stream.getvalue()


@pytest.fixture(scope="session")
def astronaut() -> NDArray[np.uint8]:
    """Eileen Collins, smiling; NASA, public domain, from scikit-image."""
    return data.astronaut()


@pytest.fixture(scope="session")
def portrait(astronaut: NDArray[np.uint8]) -> bytes:
    return encoded(astronaut)


@pytest.fixture(scope="session")
def as_file() -> Callable[..., bytes]:
    return encoded


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sentence spoken by a machine, as a WAV file."""
    if shutil.which("espeak-ng") is None:
        pytest.fail("espeak-ng is not installed; `make test` installs it on Debian.")
    path = tmp_path_factory.mktemp("voice") / "spoken.wav"
    words = "I had a really long day and I would like to see something kind tonight."
    subprocess.run(["espeak-ng", "-w", str(path), words], check=True, capture_output=True)
    return path.read_bytes()


@pytest.fixture(scope="session")
def as_wav() -> Callable[..., bytes]:
    """Samples (n,) or (n, channels) as the bytes of a WAV file."""

    def make(samples: NDArray[np.floating], rate: int = RATE) -> bytes:
        stream = io.BytesIO()
        soundfile.write(stream, samples, rate, format="WAV")
        return stream.getvalue()

    return make


@pytest.fixture(scope="session")
def recoded(spoken: bytes) -> Callable[..., bytes]:
    """The spoken sentence as ffmpeg writes it with the given options."""

    def make(*options: str) -> bytes:
        command = ["ffmpeg", "-loglevel", "error", "-i", "pipe:0", *options, "pipe:1"]
        return subprocess.run(command, input=spoken, check=True, capture_output=True).stdout

    return make
