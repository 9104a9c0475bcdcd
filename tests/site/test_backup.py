"""A backup is proved by restoring it: here on SQLite, in the drills on PostgreSQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from emoflix_site import backup

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("postgres" in connection.vendor, reason="the drills restore PostgreSQL"),
]


@pytest.fixture
def database(tmp_path, monkeypatch) -> Path:
    """A site's database with two people in it, as a file."""
    path = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(path)) as live:
        live.executescript("CREATE TABLE people (name TEXT); INSERT INTO people VALUES ('alice'), ('bob');")
    monkeypatch.setattr(backup, "_sqlite_file", lambda: str(path))
    monkeypatch.setattr(backup.connections, "close_all", lambda: None)
    return path


def people(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as live:
        return [name for (name,) in live.execute("SELECT name FROM people ORDER BY name")]


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as live, live:
        live.execute(statement)


def kept(folder: Path, **options: object) -> Path:
    told = StringIO()
    call_command("backup", folder, stdout=told, **options)
    return Path(told.getvalue().splitlines()[-1])


def test_what_was_backed_up_comes_back(database, tmp_path):
    file = kept(tmp_path / "backups")
    change(database, "DELETE FROM people WHERE name = 'alice'")
    change(database, "INSERT INTO people VALUES ('mallory')")
    call_command("restore", file, stdout=StringIO())
    assert people(database) == ["alice", "bob"]


def test_it_comes_back_on_an_empty_machine(database, tmp_path):
    file = kept(tmp_path / "backups")
    database.unlink()
    call_command("restore", file, stdout=StringIO())
    assert people(database) == ["alice", "bob"]


def test_a_backup_is_taken_while_somebody_writes_and_holds_only_what_was_kept(database, tmp_path):
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO people VALUES ('half a mood')")
        file = kept(tmp_path / "backups")
        writer.rollback()
    assert people(file) == ["alice", "bob"]


def test_a_backup_is_for_its_owner_alone_and_complete_when_it_appears(database, tmp_path):
    file = kept(tmp_path / "backups")
    assert file.stat().st_mode & 0o077 == 0
    assert {path.name for path in file.parent.iterdir()} == {file.name, f"{file.name}.sha256"}


def test_people_are_not_overwritten_by_accident(database, tmp_path, alice):
    file = kept(tmp_path / "backups")
    change(database, "DELETE FROM people")
    with pytest.raises(CommandError, match="--yes") as refused:
        call_command("restore", file)
    assert refused.value.returncode == 2
    assert people(database) == []
    call_command("restore", file, yes=True, stdout=StringIO())
    assert people(database) == ["alice", "bob"]


def test_a_damaged_backup_changes_nothing(database, tmp_path):
    file = kept(tmp_path / "backups")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    change(database, "DELETE FROM people WHERE name = 'bob'")
    with pytest.raises(CommandError, match="is damaged") as refused:
        call_command("restore", file)
    assert refused.value.returncode == 2
    assert people(database) == ["alice"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("nowhere.sqlite3", "There is no file"), ("other.pgdump", "a backup of PostgreSQL")],
)
def test_what_is_no_backup_of_this_database_is_refused(database, tmp_path, name, sentence):
    (tmp_path / "other.pgdump").write_bytes(b"PGDMP")
    with pytest.raises(CommandError, match=sentence):
        call_command("restore", tmp_path / name)
    assert people(database) == ["alice", "bob"]


def test_a_backup_without_its_sum_is_not_trusted(database, tmp_path):
    file = kept(tmp_path / "backups")
    file.with_name(f"{file.name}.sha256").unlink()
    with pytest.raises(CommandError, match="is missing"):
        call_command("restore", file)


def test_only_the_newest_are_kept_where_that_is_asked(database, tmp_path):
    made = [kept(tmp_path / "backups", keep=2) for _ in range(3)]
    assert sorted((tmp_path / "backups").glob("*.sqlite3")) == made[1:]
    assert len(list((tmp_path / "backups").iterdir())) == 4


def test_a_folder_that_cannot_be_written_is_named(database, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("backup", tmp_path / "file" / "backups")
