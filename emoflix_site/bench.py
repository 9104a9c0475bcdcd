"""How fast and how large this installation is, measured here and now; nothing of it is stored.

Each sense reads from bytes to reading, as a check-in does. The voice is a made-up vowel, the picture the one the caller
names; page is the result of a check-in, the largest page people wait for, by a made-up person in a transaction that is
rolled back. Cold start runs from a new process to its first answered check-in page, models and films loaded.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import cv2
import numpy as np
import soundfile
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

import ml.face
import ml.fusion
import ml.text
import ml.voice
from emotions.checkin import Signals, check_in
from movies.wishes.wish import Wish

ROUNDS = 30
WORDS = "I had a rotten day at work and would like to see something kind tonight"
SECONDS, RATE, PITCH = 4.0, 16_000, 140.0  # of the made-up voice
SYLLABLE, VOICED = 0.5, 0.3  # seconds from one to the next, and of sound in each
FORMANTS = (700.0, 1200.0, 2600.0)  # Hz, roughly an open vowel
PICTURE_SIDES = (480, 640)
HOST = "localhost"
KILOBYTES_A_MEGABYTE = 1024

FIRST_ANSWER = """
import emoflix_site.wsgi
from django.test import RequestFactory
request = RequestFactory().get("/accounts/login/", SERVER_NAME="localhost", secure=True)
assert emoflix_site.wsgi.application.get_response(request).status_code == 200
print("answered", flush=True)
input()
"""


def senses(face: Path | None = None) -> dict[str, dict[str, float]]:
    """face_ms, voice_ms, text_ms and fuse_ms, each p50 and p95 in milliseconds.

    Args:
        face: a picture file; a grey one without a face when left out, which is quicker to read.
    """
    picture, voice = face.read_bytes() if face else _grey(), vowel()
    readings = [ml.face.read(picture), ml.voice.read(voice), ml.text.read(WORDS)]
    return {
        "face_ms": timed(lambda: ml.face.read(picture)),
        "voice_ms": timed(lambda: ml.voice.read(voice)),
        "text_ms": timed(lambda: ml.text.read(WORDS)),
        "fuse_ms": timed(lambda: ml.fusion.fuse(readings)),
    }


def page() -> dict[str, float] | None:
    """p50 and p95 of a result page; None where there is no film to show."""
    with transaction.atomic():
        found = _page_of_nobody()
        transaction.set_rollback(True)
    return found


def _page_of_nobody() -> dict[str, float] | None:
    person = User.objects.create_user(f"bench-{uuid4().hex}")
    mood = check_in(person, Signals(text=WORDS), Wish())
    if not mood.impressions.exists():
        return None
    client = Client(SERVER_NAME=HOST, headers={"x-forwarded-proto": "https"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    try:
        address = mood.get_absolute_url()
        assert client.get(address).status_code == 200
        return timed(lambda: client.get(address))
    finally:
        client.logout()


def cold_start() -> tuple[float, float]:
    """Seconds from nothing to the first answer of a worker, and the megabytes it then holds."""
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", FIRST_ANSWER],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        answered = worker.stdout.readline()
        took = time.perf_counter() - start
        megabytes = resident(worker.pid) if answered else 0.0
        worker.communicate("\n")
    return (round(took, 2), megabytes) if answered else (float("nan"), float("nan"))


def resident(process: int) -> float:
    """Megabytes of memory a process holds; its share of what it has in common with others is counted in full."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / KILOBYTES_A_MEGABYTE, 1)
    return 0.0


def timed(work: Callable[[], Any], rounds: int = ROUNDS) -> dict[str, float]:
    """Median and 95th percentile in milliseconds, after one round that does not count."""
    work()
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000.0)
    p50, p95 = np.percentile(took, [50, 95])
    return {"p50": round(float(p50), 3), "p95": round(float(p95), 3)}


def vowel() -> bytes:
    """A made-up voice as a WAV file: a buzz through three resonances, its pitch swaying, with pauses."""
    n = np.arange(int(SECONDS * RATE)) / RATE
    phase = 2.0 * np.pi * np.cumsum(PITCH * (1.0 + 0.05 * np.sin(2.0 * np.pi * 3.0 * n))) / RATE
    overtones = range(1, int(RATE / 2 / PITCH))
    near = [sum(1.0 / (1.0 + ((k * PITCH - f) / 120.0) ** 2) for f in FORMANTS) for k in overtones]
    sound = sum(weight * np.sin(k * phase) for k, weight in zip(overtones, near, strict=True))
    swell = np.clip(np.sin(np.pi * (n % SYLLABLE) / VOICED), 0.001, 1.0) ** 2
    samples = np.asarray(sound * swell, dtype=np.float32)
    stream = io.BytesIO()
    soundfile.write(stream, 0.5 * samples / np.abs(samples).max(), RATE, format="WAV")
    return stream.getvalue()


def _grey() -> bytes:
    picture = np.full((*PICTURE_SIDES, 3), 128, np.uint8)
    return bytes(cv2.imencode(".jpg", picture)[1])
