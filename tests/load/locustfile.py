"""People as the load test plays them: most type, some show a face, some speak, all look at the result.

Faces and voices come from files that `run.py` names in the environment; sessions too, so that no password is hashed.
"""

from __future__ import annotations

import itertools
import json
import os
import threading
from pathlib import Path

from locust import HttpUser, between, task

SESSIONS = itertools.cycle(json.loads(os.environ["EMOFLIX_SESSIONS"]))
FACE, VOICE = (Path(os.environ[name]).read_bytes() for name in ("EMOFLIX_FACE", "EMOFLIX_VOICE"))
SENSES = tuple(os.environ.get("EMOFLIX_SENSES", "text,face,voice").split(","))
PAUSE = float(os.environ.get("EMOFLIX_PAUSE", "0"))  # seconds between two things a person does
WORDS = (
    "I had a rotten day and feel low",
    "so happy tonight, everything worked out",
    "nervous about tomorrow, I cannot sleep",
    "everything annoys me today",
)
CSRF = "a" * 32
_next = threading.Lock()


class Person(HttpUser):
    wait_time = between(PAUSE, PAUSE)

    def on_start(self) -> None:
        with _next:
            session = next(SESSIONS)
        self.client.headers.update({"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF})
        self.words = itertools.cycle(WORDS)

    def check_in(self, sense: str, **files: bytes) -> None:
        data = {"text": next(self.words)} if not files else {f"consent_{sense}": "on"}
        with self.client.post(
            "/check-in/", data, files=files or None, name=sense, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 302:
                answer.failure(f"answered with {answer.status_code}")
                return
            answer.success()
        self.client.get(answer.headers["Location"], name="result")

    @task(6 if "text" in SENSES else 0)
    def type(self) -> None:
        self.check_in("text")

    @task(2 if "face" in SENSES else 0)
    def show(self) -> None:
        self.check_in("face", face=FACE)

    @task(1 if "voice" in SENSES else 0)
    def speak(self) -> None:
        self.check_in("voice", voice=VOICE)
