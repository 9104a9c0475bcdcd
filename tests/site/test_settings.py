"""What the environment may and may not say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD_KEY = "k9$2lq!x7vZp0_wErTyUiOpAsDfGhJkLzXcVbNm1234567890ab"


def manage(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        # the browser tests of the same run set a variable that Django's check rightly dislikes
        env={**os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("key", ["", "short", "a" * 60], ids=["missing", "short", "monotonous"])
def test_production_does_not_start_with_a_weak_secret(key):
    refused = manage("check", DEBUG="0", SECRET_KEY=key)
    assert refused.returncode == 2
    (sentence,) = refused.stderr.splitlines()
    assert "SECRET_KEY" in sentence


def test_production_with_a_good_secret_passes_djangos_own_deployment_check():
    checked = manage("check", "--deploy", "--fail-level", "WARNING", DEBUG="0", SECRET_KEY=GOOD_KEY)
    assert checked.returncode == 0, checked.stderr


def told_of(name: str, **environment: str) -> str:
    shown = manage(
        "shell",
        "-v",
        "0",
        "-c",
        f"from django.conf import settings; print(settings.{name})",
        DEBUG="0",
        SECRET_KEY=GOOD_KEY,
        LOG_LEVEL="ERROR",
        **environment,
    )
    return shown.stdout.strip()


def test_letters_with_links_that_open_accounts_never_go_to_the_log_of_a_site_for_strangers():
    assert told_of("EMAIL_BACKEND").endswith("dummy.EmailBackend")


def test_a_server_for_letters_is_named_by_one_variable():
    url = "smtp+tls://post:secret@mail.example:587"
    assert told_of("EMAIL_BACKEND", EMAIL_URL=url).endswith("smtp.EmailBackend")
    told = told_of(
        "EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS", EMAIL_URL=url
    )
    assert told == "mail.example 587 post True"


def test_the_site_never_imports_tensorflow():
    code = (
        "import django, sys; django.setup(); import emoflix_site.urls; from emotions.senses import at_hand; at_hand.warm();"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'tensorflow', 'keras', 'torch', 'sklearn'}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "emoflix_site.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip().endswith("[]")
