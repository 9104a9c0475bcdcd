"""Kills an import at random moments, goes on with it, and compares what is in the database with one clean run.

    python killed_import.py FOLDER SEED KILLS '["setup command", …]' COMMAND ARGUMENT…

Django starts once; every attempt is a fork of this process on a database file of its own, which the setup commands
have filled unless FOLDER holds it from an earlier call. Ends with 0 and how often the import was killed, or with 1 and what differs.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "emoflix_site.settings"
folder, seed, kills_asked, setup, *command = sys.argv[1:]
EMPTY = Path(folder) / "empty.sqlite3"
os.environ["DATABASE_URL"] = f"sqlite:///{EMPTY}"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

SMALL_BLOCK, SMALL_BATCH, FEW_PAGES = (
    3000,
    40,
    2,
)  # bytes, records, pages: many transactions in a small import
VOLATILE = {
    "id",
    "created_at",
    "updated_at",
    "created",
    "started",
    "finished",
    "heard",
    "version",
    "profiled",
}


def use(path: Path) -> None:
    connections.close_all()
    connections["default"].settings_dict["NAME"] = str(path)


def start_over(path: Path) -> None:
    """The database as it was before any import, without what a killed process left beside it."""
    for beside in ("", "-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    shutil.copy(EMPTY, path)


def begin(path: Path) -> int:
    """The process that imports into a database file."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        from movies.imports import movielens, netflix, scraping
        from movies.storing import catalogue
        from scrapers import tsv_blocks

        tsv_blocks.BLOCK_BYTES, catalogue.BATCH = SMALL_BLOCK, SMALL_BATCH
        netflix.ROWS_AT_ONCE, movielens.FILMS_AT_ONCE = SMALL_BATCH, SMALL_BATCH
        scraping.PAGES_AT_ONCE = FEW_PAGES
        use(path)
        call_command(*command, verbosity=0)
        status = 0
    finally:
        os._exit(status)
    return 0


def carry_out(path: Path) -> float:
    """Seconds of a run that nobody kills."""
    start = time.monotonic()
    status = os.waitpid(begin(path), 0)[1]
    assert status == 0, f"the import ended with status {status}"
    return time.monotonic() - start


def content(path: Path) -> dict[str, list[str]]:
    """Every table of films and people as sorted rows in which keys stand for what they point to."""
    use(path)
    from django.apps import apps

    tables = {}
    for model in apps.get_app_config("movies").get_models(include_auto_created=True):
        if model.__name__ == "ImportRun":
            continue
        rows = []
        names = [field.name for field in model._meta.concrete_fields if field.is_relation]
        for row in model._default_manager.select_related(*names):
            values = {
                field.name: str(getattr(row, field.name))
                for field in model._meta.concrete_fields
                if field.name not in VOLATILE
            }
            rows.append(str(sorted(values.items())))
        tables[model.__name__] = sorted(rows)
    return tables


def main() -> int:
    chance = random.Random(seed)
    if not EMPTY.exists():
        call_command("migrate", verbosity=0)
        if first := json.loads(setup):
            call_command(*first, verbosity=0)
        connections.close_all()
    clean, killed = Path(folder) / "clean.sqlite3", Path(folder) / "killed.sqlite3"
    for path in (clean, killed):
        start_over(path)
    carry_out(clean)  # also loads what only importing needs, so that the next one shows how long it takes
    start_over(clean)
    seconds, kills = carry_out(clean), 0
    while kills < int(kills_asked):
        child = begin(killed)
        time.sleep(chance.uniform(0.0, seconds))
        os.kill(child, signal.SIGKILL)
        if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            kills += 1
        else:  # it was through before: once more from the start, with less patience
            start_over(killed)
            seconds *= 0.8
    carry_out(killed)
    expected, found = content(clean), content(killed)
    differing = [name for name in expected if expected[name] != found[name]]
    for name in differing:
        only = sorted(set(expected[name]) ^ set(found[name]))
        print(f"{name}: {len(expected[name])} and {len(found[name])} rows; {only[:3]}")
    rows = {name: len(table) for name, table in expected.items() if table}
    print(f"killed {kills} times; {rows}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
