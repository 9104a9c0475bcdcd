"""Whoever runs the site on a machine of their own sees the pages that everybody would, and on the console what broke."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import sys
from django.test import Client
from emoflix_site import views

def home(request):
    raise RuntimeError("a projector on fire")

views.home = home
answer = Client(raise_request_exception=False).get(sys.argv[-1], headers={"host": "127.0.0.1:8000"})
print(answer.status_code, answer.headers.get("Strict-Transport-Security"))
print(answer.content.decode())
"""


def asked(path: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a site that was started as `make run` starts it answers to somebody at the same machine."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "LOG_LEVEL")}
    code = f"import django, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'emoflix_site.settings'; django.setup()\n{ASK}"
    return subprocess.run(
        [sys.executable, "-c", code, path],
        cwd=ROOT,
        env={**kept, "DATABASE_URL": "sqlite://:memory:", "REDIS_URL": "", **environment},
        capture_output=True,
        text=True,
        check=True,
    )


def test_what_is_not_there_is_said_by_the_drawn_page_without_https():
    told = asked("/nowhere/").stdout
    assert told.startswith("404 None\n")
    assert "This reel is missing" in told
    assert "urlpatterns" not in told


def test_what_broke_is_said_by_the_drawn_page_and_on_the_console():
    ran = asked("/")
    assert ran.stdout.startswith("500 None\n")
    assert "projector on fire" not in ran.stdout
    assert "RuntimeError: a projector on fire" in ran.stderr
    assert ", in home" in ran.stderr


def test_who_asks_for_the_insides_sees_them_on_the_page():
    assert "a projector on fire" in asked("/", DEBUG_PAGES="1").stdout


@pytest.mark.parametrize("pages", ["0", "1"])
def test_strangers_never_do(pages):
    secret = "k9$2lq!x7vZp0_wErTyUiOpAsDfGhJkLzXcVbNm1234567890ab"
    strangers = {"DEBUG": "0", "SECRET_KEY": secret, "SECURE_SSL_REDIRECT": "0", "DEBUG_PAGES": pages}
    assert "urlpatterns" not in asked("/nowhere/", **strangers).stdout
