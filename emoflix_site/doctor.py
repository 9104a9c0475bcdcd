"""What is wrong with an installation, in sentences that say what to do."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from emoflix_site import forgetting, health, queue
from emoflix_site.celery import app
from emoflix_site.findings import Finding
from emoflix_site.health import State
from movies.models import ImportRun

LEAST_PYTHON = (3, 11)
LEAST_FREE = 1_000  # MB: room for an import of IMDb's datasets and its indexes
WORKERS_ANSWER_IN = 2.0  # seconds
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "testserver"}


def examine() -> Iterator[Finding]:
    """Look at everything; what rests on a database that is away is not asked."""
    yield from _environment()
    parts = health.parts()
    yield from (Finding(part.state is State.OK, f"{part.name}: {part.sentence}") for part in parts)
    yield from _models()
    for look in LOOKS:
        yield from look()
    if parts[0].state is State.OK and not _tables_waiting():
        yield from _imports()
        yield from _forgetting()


def _environment() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(sys.version_info >= LEAST_PYTHON, f"Python is {version}; EmoFlix needs 3.11 or newer.")
    strangers = set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS
    if settings.LOCAL and strangers:
        yield Finding(
            False,
            f"DEBUG=1 while {', '.join(sorted(strangers))} is served: strangers would see the insides; set DEBUG=0.",
        )
    elif settings.LOCAL:
        yield Finding(True, "DEBUG=1: for this machine alone.")
    else:
        yield Finding(True, "secret: SECRET_KEY is long and varied enough.")
        yield _hosts(strangers)
        yield _letters()
    yield _threads()


def _hosts(strangers: set[str]) -> Finding:
    if strangers:
        return Finding(True, f"hosts: {', '.join(sorted(strangers))} is served.")
    return Finding(
        False, "hosts: ALLOWED_HOSTS names this machine alone, so visitors get 400; name the site."
    )


def _letters() -> Finding:
    if settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
        return Finding(
            False,
            "letters: none is sent, so whoever forgets a password waits in vain; set EMAIL_URL and EMAIL_FROM.",
        )
    return Finding(True, f"letters: they go by {settings.EMAIL_HOST}.")


def _threads() -> Finding:
    heavy, threads = settings.HEAVY_AT_ONCE, settings.WEB_THREADS
    sentence = f"threads: HEAVY_AT_ONCE is {heavy}, WEB_THREADS {threads}"
    if heavy < threads:
        return Finding(True, f"{sentence}: while moods are read, pages are answered.")
    return Finding(
        False, f"{sentence}: while moods are read nobody else is answered; let the first be smaller."
    )


def _tables_waiting() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _models() -> Iterator[Finding]:
    problems = [problem for problem in run_checks() if problem.level >= WARNING]
    for problem in problems:
        yield Finding(False, " ".join(part for part in (str(problem.msg), str(problem.hint or "")) if part))
    if not problems:
        yield Finding(True, "models: every file is the one that was measured (SHA-256).")


def _static_files() -> Iterator[Finding]:
    if settings.LOCAL:
        return
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    told = "are collected" if manifest.is_file() else "are not collected; run `manage.py collectstatic`"
    yield Finding(manifest.is_file(), f"static files: they {told}.")


def _disk() -> Iterator[Finding]:
    for folder in sorted({settings.VAR, Path(settings.IMPORTS_DIR)}):
        place = _existing(folder)
        free = shutil.disk_usage(place).free // 1_000_000
        yield Finding(
            free >= LEAST_FREE, f"disk: {free:,} MB are free at {folder}; {LEAST_FREE:,} should be."
        )
        writable = os.access(place, os.W_OK)
        if not writable:
            yield Finding(
                False, f"disk: {folder} cannot be written by this user; give it to them or name another."
            )


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _redis() -> Iterator[Finding]:
    if settings.REDIS_URL and settings.REDIS_URL == settings.CELERY_BROKER_URL:
        yield Finding(
            False,
            "REDIS_URL and CELERY_BROKER_URL name the same database: emptying the cache would empty the queue; "
            "give the broker another number.",
        )


def _workers() -> Iterator[Finding]:
    if not settings.CELERY_BROKER_URL or not queue.broker_answers():
        return
    answered = app.control.inspect(timeout=WORKERS_ANSWER_IN).ping() or {}
    told = f"{len(answered)} answer" if answered else "none answers; start `celery -A emoflix_site worker`"
    yield Finding(bool(answered), f"workers: {told}.")


def _https() -> Iterator[Finding]:
    if not settings.LOCAL:
        on = settings.SECURE_SSL_REDIRECT
        yield Finding(on, f"HTTPS: plain requests are {'sent to' if on else 'not sent to'} HTTPS.")


def _imports() -> Iterator[Finding]:
    for run in ImportRun.objects.open():
        if run.was_cut_off:
            yield Finding(
                False,
                f"imports: run {run.pk} ({run.get_kind_display()}) was cut off; the admin goes on with it.",
            )


def _forgetting() -> Iterator[Finding]:
    last = forgetting.last()
    if last is not None and timezone.now() - last < forgetting.OVERDUE:
        yield Finding(True, f"forgetting: what nobody wants kept any longer went {_ago(last)}.")
        return
    told = "has never gone by itself" if last is None else f"last went {_ago(last)}"
    yield Finding(
        False,
        f"forgetting: what nobody wants kept any longer {told}; start `celery -A emoflix_site worker`, "
        "or let cron run `manage.py forget_old_moods` every night.",
    )


def _ago(moment: datetime) -> str:
    hours = int((timezone.now() - moment) / timedelta(hours=1))
    return f"{hours // 24} days ago" if hours >= 48 else f"{hours} hours ago" if hours >= 2 else "just now"


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (_static_files, _disk, _redis, _workers, _https)
