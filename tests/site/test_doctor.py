"""What the doctor finds, and how it ends."""

from __future__ import annotations

import json
import time
from collections import namedtuple
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from emoflix_site import doctor, forgetting, health, queue
from emoflix_site.models import Upkeep
from emotions.senses import at_hand
from movies.imports.runs import ImportRun

Usage = namedtuple("Usage", "total used free")


def examined(**options: object) -> tuple[str, int]:
    """What it says, and its exit code."""
    told = StringIO()
    try:
        call_command("doctor", stdout=told, **options)
    except SystemExit as end:
        return told.getvalue(), int(end.code or 0)
    return told.getvalue(), 0


@pytest.fixture
def healthy(films, settings, tmp_path, monkeypatch):
    """An installation with nothing wrong."""
    settings.LOCAL, settings.STATIC_ROOT, settings.SECURE_SSL_REDIRECT = False, tmp_path, True
    settings.ALLOWED_HOSTS = ["emoflix.example"]
    (tmp_path / "staticfiles.json").write_text("{}")
    monkeypatch.setattr(doctor, "run_checks", list)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda place: Usage(9**12, 0, 9**12))
    forgetting.forget()
    return settings


def test_a_healthy_installation_ends_with_zero(healthy):
    told, code = examined()
    assert "WRONG" not in told
    assert told.endswith("Everything is as it should be.\n")
    assert code == 0


def _no_films(settings, monkeypatch):
    from movies.models import Movie

    Movie.objects.all().delete()


def _model_gone(settings, monkeypatch):
    monkeypatch.setattr(at_hand, "_missing", {"face": "The model file of the face is missing."})


def _not_collected(settings, monkeypatch):
    (settings.STATIC_ROOT / "staticfiles.json").unlink()


def _full(settings, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda place: Usage(9**9, 0, 5_000_000))


def _one_redis(settings, monkeypatch):
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(queue, "broker_answers", lambda: False)
    monkeypatch.setattr(health.outage, "until", time.monotonic() + 60)


def _debug(settings, monkeypatch):
    settings.LOCAL, settings.ALLOWED_HOSTS = True, ["emoflix.example"]


def _plain(settings, monkeypatch):
    settings.SECURE_SSL_REDIRECT = False


def _cut_off(settings, monkeypatch):
    run = ImportRun.objects.ask(ImportRun.Kind.NETFLIX, {"file": "n.csv"})
    run.begin()
    run.let_go()


def _no_letters(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


def _for_nobody(settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["localhost"]


def _all_threads_read(settings, monkeypatch):
    settings.HEAVY_AT_ONCE = settings.WEB_THREADS = 4


def _nothing_forgets(settings, monkeypatch):
    Upkeep.objects.all().delete()


def _nothing_forgets_any_more(settings, monkeypatch):
    Upkeep.objects.update(done=timezone.now() - timedelta(days=9))


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (_no_films, "load_starter_catalogue"),
        (_model_gone, "The model file of the face is missing"),
        (_not_collected, "collectstatic"),
        (_full, "5 MB are free"),
        (_one_redis, "name the same database"),
        (_one_redis, "Redis does not answer"),
        (_one_redis, "The broker does not answer"),
        (_debug, "set DEBUG=0"),
        (_plain, "not sent to HTTPS"),
        (_cut_off, "was cut off"),
        (_no_letters, "set EMAIL_URL"),
        (_for_nobody, "visitors get 400"),
        (_all_threads_read, "nobody else is answered"),
        (_nothing_forgets, "has never gone by itself"),
        (_nothing_forgets_any_more, "last went 9 days ago"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(healthy, monkeypatch, break_it, sentence):
    break_it(healthy, monkeypatch)
    told, code = examined()
    assert code == 1
    assert sentence in "\n".join(line for line in told.splitlines() if line.startswith("WRONG"))


def test_a_program_may_read_it(healthy, monkeypatch):
    _full(healthy, monkeypatch)
    told, code = examined(json=True)
    assert code == 1
    assert "free" in json.loads(told)["wrong"][0]
