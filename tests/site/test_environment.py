"""What the environment says and cannot mean stops the start, in a sentence that says what it may."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
SOURCE = (ROOT / "emoflix_site" / "settings.py").read_text()
READ = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', SOURCE))
NOT_MEANT = [
    ("DEBUG", "release"),
    ("DEBUG_PAGES", "all"),
    ("ALLOWED_HOSTS", "https://emoflix.example"),
    ("ALLOWED_HOSTS", "emoflix.example:443"),
    ("CSRF_TRUSTED_ORIGINS", "emoflix.example"),
    ("SECURE_SSL_REDIRECT", "maybe"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "mysql://host/films"),
    ("DATABASE_URL", "postgres://host:port/films"),
    ("DATABASE_URL", "postgres://host"),
    ("DATABASE_PREPARES", "2"),
    ("REDIS_URL", "foo"),
    ("REDIS_URL", "redis://"),
    ("CELERY_BROKER_URL", "localhost:6379"),
    ("IMPORT_LOOK_SECONDS", "0"),
    ("IMPORT_LOOK_SECONDS", "nan"),
    ("STATIC_ROOT", "/dev/null/static"),
    ("INDEX_DIR", "/dev/null/index"),
    ("LOG_FORMAT", "xml"),
    ("LOG_LEVEL", "loud"),
    ("EMAIL_URL", "foo"),
    ("EMAIL_URL", "smtp+tls://"),
    ("EMAIL_FROM", "EmoFlix"),
    ("TRUSTED_PROXIES", "x"),
    ("TRUSTED_PROXIES", "-1"),
    ("API_RATE", "lots"),
    ("API_ADDRESS_RATE", "0/min"),
    ("WRITING_RATE", "10/week"),
    ("WRITING_ADDRESS_RATE", "10/monday"),
    ("HEAVY_AT_ONCE", "0"),
    ("DECODERS", "two"),
    ("WEBHOOK_PRIVATE_HOSTS", "http://hooks.internal"),
    ("REMOTE_POSTER_HOSTS", "https://images.example; script-src *"),
    ("STAFF_NEEDS_SECOND_FACTOR", "perhaps"),
    ("WEB_CONCURRENCY", "0"),
    ("WEB_THREADS", "few"),
    ("WEB_TIMEOUT", "1.5"),
]
ANYTHING = {"SECRET_KEY", "SECRET_KEY_FALLBACKS", "IMPORTS_DIR", "METRICS_TOKEN"}
"""Any text will do, or is judged in `test_settings.py`."""


@pytest.fixture
def settings_of(monkeypatch):
    """The settings, read anew, of an environment that says so much and no more."""

    def read(**variables: str) -> dict:
        for name in READ:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "emoflix_site" / "settings.py"))

    return read


def test_of_every_variable_it_is_known_what_it_may_not_say():
    assert {name for name, _ in NOT_MEANT} == READ - ANYTHING


def test_every_variable_is_in_the_tables_of_those_who_set_them():
    told = SOURCE.partition('"""')[2].partition('"""')[0] + (ROOT / "gunicorn.conf.py").read_text()
    assert {name for name in READ if f"| {name} |" not in told} == set()


@pytest.mark.parametrize(("name", "value"), NOT_MEANT)
def test_what_cannot_be_meant_is_told_in_a_sentence_with_its_name(settings_of, name, value):
    debug = {"DEBUG": "0", "SECRET_KEY": "k9$2lq!x7vZp0_wErTyUiOpAsDfGhJkLzXcVbNm1234567890ab"}
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_of(**{**debug, name: value})
    (sentence,) = str(refused.value).splitlines()
    assert re.match(rf"{name} is '{re.escape(value)}'; it must be .+\.$", sentence)


def test_all_that_cannot_be_meant_is_told_at_once(settings_of):
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_of(API_RATE="lots", HEAVY_AT_ONCE="0", DEBUG="0")
    assert len(str(refused.value).splitlines()) == 3  # and the secret


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://emoflix:hunter2@host/films"),
        ("DATABASE_URL", "postgres:emoflix:hunter2@host/films"),
        ("REDIS_URL", "redis://:hunter2@host:port/0"),
        ("EMAIL_URL", "post:hunter2@mail.example"),
        ("CELERY_BROKER_URL", "kafka://a:hun@ter2@host?password=hunter2"),
    ],
)
def test_no_sentence_shows_a_password(settings_of, name, value):
    with pytest.raises(ImproperlyConfigured, match=name) as refused:
        settings_of(**{name: value})
    assert "hunter2" not in str(refused.value)
    assert "hun@" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("LOG_LEVEL", "debug", {"LOGGING.root.level": "DEBUG"}),
        ("DEBUG", "False", {"LOCAL": False, "DEBUG": False}),
        ("API_RATE", "5/second", {"API_RATE": "5/second"}),
        ("ALLOWED_HOSTS", "a.example, .b.example,[::1]", {"ALLOWED_HOSTS": ["a.example", ".b.example", "[::1]"]}),
        ("CSRF_TRUSTED_ORIGINS", "https://*.a.example:8443", {"CSRF_TRUSTED_ORIGINS": ["https://*.a.example:8443"]}),
        ("DATABASE_URL", "postgres://e:p%40w@h:5433/films", {"DATABASES.default.PASSWORD": "p@w"}),
        ("DATABASE_URL", "sqlite:////tmp/films.sqlite3", {"DATABASES.default.NAME": "/tmp/films.sqlite3"}),
        ("DATABASE_URL", "sqlite://:memory:", {"DATABASES.default.NAME": ":memory:"}),
        ("EMAIL_URL", "smtps://n:p@mail.example:465", {"EMAIL_HOST": "mail.example", "EMAIL_PORT": 465}),
        ("INDEX_DIR", "", {"INDEX_DIR": ""}),
        ("HEAVY_AT_ONCE", "", {"HEAVY_AT_ONCE": 3}),
    ],
)  # fmt: skip
def test_what_can_be_meant_is(settings_of, name, value, meant):
    known = settings_of(**{"SECRET_KEY": "k9$2lq!x7vZp0_wErTyUiOpAsDfGhJkLzXcVbNm1234567890ab", name: value})
    for path, expected in meant.items():
        found: object = known
        for part in path.split("."):
            found = found[part]
        assert found == expected


def started(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    wrong = {"API_RATE": "lots", "HEAVY_AT_ONCE": "0", **environment}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**os.environ, **wrong}, capture_output=True, text=True
    )


def test_a_command_ends_with_two_and_nothing_but_the_sentences():
    ended = started("manage.py", "check")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert [line.split()[0] for line in ended.stderr.splitlines()] == ["HEAVY_AT_ONCE", "API_RATE"]


def test_the_doctor_tells_them_as_its_findings():
    ended = started("manage.py", "doctor")
    assert ended.returncode == 1
    assert ended.stdout.count("WRONG") == 2
    assert ended.stdout.endswith("2 things are wrong; each line above says what to do.\n")
    told = json.loads(started("manage.py", "doctor", "--json").stdout)
    assert told["fine"] == []
    assert len(told["wrong"]) == 2


@pytest.mark.parametrize(("name", "value"), [("API_RATE", "lots"), ("WEB_THREADS", "few")])
def test_the_web_does_not_start_and_says_why(name, value):
    ended = started("-m", "gunicorn", "--bind", "127.0.0.1:1", **{name: value})
    assert ended.returncode == 2
    assert name in ended.stderr
    assert "Traceback" not in ended.stderr
