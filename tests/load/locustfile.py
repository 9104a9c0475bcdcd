"""People as the load test plays them: most type, some show a face, some speak, all look at the result.

Faces and voices come from files that `run.py` names in the environment; sessions too, so that no password is hashed.
"""

from __future__ import annotations

import itertools
import json
import os
import threading
from http import HTTPStatus
from pathlib import Path

from locust import FastHttpUser, between, task
from urllib3 import encode_multipart_formdata

SESSIONS = itertools.cycle(json.loads(os.environ["EMOFLIX_SESSIONS"]))
FACE, VOICE = (Path(os.environ[name]).read_bytes() for name in ("EMOFLIX_FACE", "EMOFLIX_VOICE"))
SHOWN = encode_multipart_formdata({"consent_face": "on", "face": ("face.jpg", FACE)})
SPOKEN = encode_multipart_formdata({"consent_voice": "on", "voice": ("voice.wav", VOICE)})
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


class Person(
    FastHttpUser
):  # the players sit on the site's own cores: the less they take, the truer its figures
    wait_time = between(PAUSE, PAUSE)

    def on_start(self) -> None:
        with _next:
            session = next(SESSIONS)
        self.known = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
        self.words = itertools.cycle(WORDS)

    def check_in(self, sense: str, body: bytes, content_type: str) -> None:
        headers = {**self.known, "Content-Type": content_type}
        with self.client.post(
            "/check-in/", body, headers=headers, name=sense, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != HTTPStatus.FOUND:
                answer.failure(f"answered with {answer.status_code}")
                return
            answer.success()
        self.client.get(answer.headers["Location"], headers=self.known, name="result")

    @task(6 if "text" in SENSES else 0)
    def type(self) -> None:
        self.check_in("text", *encode_multipart_formdata({"text": next(self.words)}))

    @task(2 if "face" in SENSES else 0)
    def show(self) -> None:
        self.check_in("face", *SHOWN)

    @task(1 if "voice" in SENSES else 0)
    def speak(self) -> None:
        self.check_in("voice", *SPOKEN)
