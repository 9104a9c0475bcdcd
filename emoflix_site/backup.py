"""The database into one file and back, whole or not at all; SQLite by its own copy, PostgreSQL by its own tools.

Nothing else is worth keeping: pictures and voices are never stored, models and films' facts come with the code, and
what lies in Redis is made again. A backup holds people's moods: keep it as you keep the database.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, connections

PREFIX = "emoflix-"
SQLITE, POSTGRESQL = ".sqlite3", ".pgdump"
SUM = ".sha256"


class BackupError(Exception):
    """It cannot be done; the message says why, in one sentence."""


def back_up(folder: Path) -> Path:
    """Write the database as it is at one moment into a new file of `folder`; people may go on using the site.

    The file appears under its name when it is complete, its SHA-256 beside it.

    Raises:
        BackupError: naming what stands in the way.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    path = folder / f"{PREFIX}{stamp}{_suffix()}"
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.touch(mode=0o600)
        _copy_out(unfinished)
        digest = _digest(unfinished)
        path.with_name(path.name + SUM).write_text(f"{digest}  {path.name}\n")
        unfinished.replace(path)
    except OSError as error:
        raise BackupError(f"{folder} cannot be written: {error.strerror}.") from None
    finally:
        if unfinished.exists():
            unfinished.unlink()
    return path


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups of a folder; those that went."""
    old = sorted(folder.glob(f"{PREFIX}*{_suffix()}"))[:-keep]
    for path in old:
        path.unlink()
        path.with_name(path.name + SUM).unlink(missing_ok=True)
    return old


def restore(path: Path) -> None:
    """Put a backup in place of everything that is in the database, in one transaction.

    Raises:
        BackupError: the file is missing, damaged or of another kind of database; the database is as it was.
    """
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    if path.suffix != _suffix():
        kinds = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}
        is_of, goes_to = kinds.get(path.suffix, "no database"), kinds[_suffix()]
        raise BackupError(f"{path.name} is a backup of {is_of}, but DATABASE_URL names {goes_to}.")
    _verify(path)
    _copy_in(path)


def holds_anything() -> bool:
    """Whether there are people in the database who would be overwritten."""
    from django.contrib.auth.models import User

    return "auth_user" in connection.introspection.table_names() and User.objects.exists()


def _suffix() -> str:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _verify(path: Path) -> None:
    noted = path.with_name(path.name + SUM)
    if not noted.is_file():
        raise BackupError(f"{noted.name} is missing: without it nobody can tell whether the backup is whole.")
    if noted.read_text().split()[0] != _digest(path):
        raise BackupError(f"{path.name} is damaged: its SHA-256 is not the one in {noted.name}.")


def _copy_out(path: Path) -> None:
    if connection.vendor == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
        return
    with closing(sqlite3.connect(_sqlite_file())) as live, closing(sqlite3.connect(path)) as copy:
        live.backup(copy)


def _copy_in(path: Path) -> None:
    connections.close_all()
    if connection.vendor == "postgresql":
        whole = ("--single-transaction", "--clean", "--if-exists", "--exit-on-error")
        _run("pg_restore", *whole, "--no-owner", "--no-privileges", str(path))
        return
    try:
        with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(_sqlite_file())) as live:
            copy.backup(live)
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{path.name} cannot be put in place: {error}.") from None


def _sqlite_file() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's own programs on the site's database; the password goes by the environment."""
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not installed; on Debian: apt-get install postgresql-client.")
    of: dict[str, Any] = connection.settings_dict
    where = {
        "PGHOST": of["HOST"],
        "PGPORT": of["PORT"],
        "PGUSER": of["USER"],
        "PGPASSWORD": of["PASSWORD"],
        "PGDATABASE": of["NAME"],
    }
    named = {key: str(value) for key, value in where.items() if value}
    into = [f"--dbname={of['NAME']}"] if program == "pg_restore" else []
    done = subprocess.run(  # noqa: S603 - a program of the machine's, no shell
        [found, *into, *arguments], env={**os.environ, **named}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason"])[0]
        raise BackupError(f"{program} did not succeed, and nothing was changed: {said}")
