"""Bent, cut and spliced uploads and bodies: whatever is sent, no fault of the program and no hang.

Three hundred run with the suite. The long way: `EMOFLIX_FUZZ=100000 pytest tests/site/test_fuzz.py -s`, with
`EMOFLIX_FUZZ_FROM` to begin at another case. A case is its number: the same number is the same request.
"""

from __future__ import annotations

import io
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import soundfile
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from ml import decoding
from movies.models import Movie

CASES = int(os.environ.get("EMOFLIX_FUZZ", "300"))
FIRST = int(os.environ.get("EMOFLIX_FUZZ_FROM", "0"))
LONGEST_S = 5.0
TRIES = 5
TOLD_EVERY = 1000
JSON = "application/json"
NOBODY = "00000000-0000-0000-0000-000000000000"
WORDS = [
    "I had a rotten day", "something like Amélie, in French, under two hours", "happy", "lift", "fr, Italian",
    "\ud800", "\x00", "‮", "a" * 3000, "9" * 400, "-1", "1e309", "' OR 1=1 --", "<script>", "{{ 7*7 }}", "../../etc/passwd",
    "%s%n", "🎬" * 50, "", " ", "null", "NaN",
]  # fmt: skip
NAMES = [
    "text", "emotion", "mode", "language", "actor", "face", "voice", "consent_face", "consent_voice", "wording",
    "first", "second", "name", "code", "liked", "surprise", "",
]  # fmt: skip
Send = Callable[[Any, random.Random, "Seeds"], Any]


class Seeds:
    """Honest files to bend, small ones so that many fit into an hour."""

    def __init__(self, portrait: bytes, recoded: Callable[..., bytes]) -> None:
        face = Image.open(io.BytesIO(portrait)).crop((80, 0, 400, 320)).resize((160, 160))
        self.pictures = [_saved(face, kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP")]
        short = ["-t", "0.8"]
        self.sounds = [
            recoded(*short, "-f", "wav"),
            recoded(*short, "-c:a", "libopus", "-f", "webm"),
            recoded(*short, "-f", "mp3"),
            recoded(*short, "-f", "flac"),
            recoded(*short, "-c:a", "libvorbis", "-f", "ogg"),
            recoded(*short, "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4"),
            _lying_wave(),
        ]

    def bent(self, dice: random.Random, kind: str) -> bytes:
        mine, other = (self.pictures, self.sounds) if kind == "picture" else (self.sounds, self.pictures)
        data = bytearray(dice.choice(mine))
        for _ in range(dice.randint(0, 4)):
            bend(data, dice, dice.choice(mine + other))
        return bytes(data)


def _saved(image: Image.Image, kind: str) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def _lying_wave() -> bytes:
    """A second of noise whose header promises four gigabytes."""
    stream = io.BytesIO()
    soundfile.write(stream, np.random.default_rng(0).normal(0, 0.1, 8000), 8000, format="WAV")
    data = bytearray(stream.getvalue())
    data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    return bytes(data)


def bend(data: bytearray, dice: random.Random, other: bytes) -> None:
    """One change in place."""
    at, length = dice.randrange(len(data) + 1), dice.choice((1, 2, 4, 16, 256, 4096))
    match dice.randrange(7):
        case 0:
            for _ in range(dice.choice((1, 8, 64))):
                if data:
                    data[dice.randrange(len(data))] = dice.randrange(256)
        case 1:
            del data[at:]
        case 2:
            del data[at : at + length]
        case 3:
            data[at:at] = dice.randbytes(length)
        case 4:
            data[at:at] = other[: dice.randrange(len(other))]
        case 5:  # numbers near the front are sizes and counts
            spot = dice.randrange(min(64, len(data) + 1))
            data[spot : spot + 4] = dice.choice(
                (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff")
            )
        case _:
            data[at:at] = data[at : at + length] * dice.choice((2, 50))


def value(dice: random.Random, depth: int = 0) -> Any:
    """Anything JSON can hold."""
    match dice.randrange(9 if depth < 3 else 6):
        case 0 | 1 | 2:
            return dice.choice(WORDS)
        case 3:
            return dice.choice((None, True, False, 0, -1, 2**63, 1e308, 0.1))
        case 4 | 5:
            return "".join(chr(dice.choice((dice.randrange(128), dice.randrange(0xD7FF)))) for _ in range(12))
        case 6:
            return [value(dice, depth + 1) for _ in range(dice.randrange(4))]
        case _:
            return {dice.choice(NAMES): value(dice, depth + 1) for _ in range(dice.randrange(4))}


def body(dice: random.Random) -> bytes:
    data = bytearray(json.dumps({dice.choice(NAMES): value(dice) for _ in range(dice.randrange(5))}).encode())
    if dice.random() < 0.3:
        bend(data, dice, json.dumps(value(dice)).encode())
    return bytes(data)


def field(dice: random.Random, seeds: Seeds, name: str) -> Any:
    if name in ("face", "voice", "first", "second") and dice.random() < 0.9:
        kind = "picture" if name == "face" else "sound"
        if dice.random() < 0.1:
            kind = "sound"
        return SimpleUploadedFile(dice.choice(("me.jpg", "a.wav", "\x00", "…")), seeds.bent(dice, kind))
    return dice.choice(WORDS).encode("utf-8", "replace")


def form(dice: random.Random, seeds: Seeds, *always: str) -> dict[str, Any]:
    names = [*always, *dice.sample(NAMES[:-1], dice.randrange(3))]
    return {name: field(dice, seeds, name) for name in names}


def send_words(client: Any, dice: random.Random, seeds: Seeds) -> Any:
    address = dice.choice(ADDRESSES)
    method = dice.choice((client.post, client.post, client.put, client.patch, client.delete))
    kind = dice.choice(
        (JSON, JSON, JSON, "application/x-www-form-urlencoded", "text/plain", "multipart/form-data", "x")
    )
    headers = {"idempotency-key": dice.choice(WORDS[-6:])} if dice.random() < 0.2 else {}
    return method(address, body(dice), content_type=kind, headers=headers)


def send_face(client: Any, dice: random.Random, seeds: Seeds) -> Any:
    address = dice.choice(("/api/v1/moods/", "/api/v1/face-reading/", "/check-in/"))
    return client.post(address, form(dice, seeds, "face"))


def send_voice(client: Any, dice: random.Random, seeds: Seeds) -> Any:
    return client.post(dice.choice(("/api/v1/moods/", "/check-in/")), form(dice, seeds, "voice"))


def send_usual_voice(client: Any, dice: random.Random, seeds: Seeds) -> Any:
    return client.post("/usual-voice/", form(dice, seeds, "first", "second"))


def ask(client: Any, dice: random.Random, seeds: Seeds) -> Any:
    names = ("search", "language", "genre", "year_from", "year_to", "cursor", "limit", "q", "page")
    query = {dice.choice(names): value(dice, 3) or "" for _ in range(dice.randrange(1, 4))}
    plain = {name: str(said).encode("utf-8", "replace").decode() for name, said in query.items()}
    return client.get(dice.choice(("/api/v1/films/", "/api/v1/moods/", "/films/", "/moods/")), plain)


ADDRESSES = (
    "/api/v1/moods/",
    f"/api/v1/moods/{NOBODY}/correct/",
    "/api/v1/usual-voice/",
    "/api/v1/consents/face/",
    "/api/v1/evenings/",
    "/api/v1/face-reading/",
    "/check-in/",
    "/settings/tokens/",
    "/accounts/login/",
)
SENDERS: tuple[Send, ...] = (
    send_words,
    send_words,
    send_words,
    send_face,
    send_face,
    send_voice,
    send_usual_voice,
    ask,
)


@pytest.fixture
def isolated(monkeypatch):
    """As on the site: a library that breaks takes a worker along, not the tests."""
    pool = decoding.Pool(1)
    monkeypatch.setattr(decoding, "_pool", pool)
    monkeypatch.setattr(decoding, "MOST_WAITING_SECONDS", 60.0)
    yield
    pool.close()


@pytest.fixture
def unlimited(settings):
    for rate in ("API_RATE", "API_ADDRESS_RATE", "WRITING_RATE", "WRITING_ADDRESS_RATE"):
        setattr(settings, rate, "1000000000/min")
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}
    settings.ACCOUNT_RATE_LIMITS = False
    settings.AXES_ENABLED = False


def test_nothing_that_is_sent_breaks_it_or_keeps_it_busy(
    alices, portrait, recoded, isolated, unlimited, caplog
):
    caplog.set_level("CRITICAL")
    Movie.objects.bulk_create(
        Movie(title=f"Film {n}", title_key=f"film {n}", year=1950 + n) for n in range(30)
    )
    seeds, statuses, slowest = Seeds(portrait, recoded), Counter(), 0.0
    alices.raise_request_exception = False
    for number in range(FIRST, FIRST + CASES):
        status, seconds = case(alices, seeds, number)
        for _ in range(TRIES):  # a busy machine is slow now and then, a hang is one every time
            if seconds < LONGEST_S:
                break
            time.sleep(seconds)
            status, seconds = case(alices, seeds, number)
        slowest = max(slowest, seconds)
        statuses[status] += 1
        assert status < 500, f"case {number} was answered {status}"
        assert seconds < LONGEST_S, f"case {number} took {seconds:.1f} s"
        if number % TOLD_EVERY == TOLD_EVERY - 1:
            print(f"{number + 1} sent, slowest {slowest:.2f} s, {dict(statuses)}", flush=True)
    assert statuses[201] + statuses[302] > 0, "every case was refused: nothing deep was reached"
    assert statuses[400] + statuses[422] > 0


def case(client: Any, seeds: Seeds, number: int) -> tuple[int, float]:
    """Send case `number`, keep nothing of it; its status and how long it took."""
    dice = random.Random(number)
    cache.clear()
    started = time.perf_counter()
    with transaction.atomic():
        answer = dice.choice(SENDERS)(client, dice, seeds)
        transaction.set_rollback(True)
    return answer.status_code, time.perf_counter() - started
