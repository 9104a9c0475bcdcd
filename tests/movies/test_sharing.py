"""One index for all workers: written once, mapped by each, never half of anything."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from movies.models import Movie
from movies.recommending import building, sharing
from movies.storing import freshness, per_version
from movies.storing.shared_file import beside

pytestmark = pytest.mark.usefixtures("films")

HOLD_THE_LOCK = """
import fcntl, sys, time
lock = open(sys.argv[1], "w")
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.INDEX_DIR = str(tmp_path / "index")
    sharing.forget()
    yield tmp_path / "index"
    sharing.forget()


@pytest.fixture
def builds(monkeypatch) -> list[int]:
    """Versions that were read from the database."""
    built = []
    build = building.build

    def counted(version):
        built.append(version)
        return build(version)

    monkeypatch.setattr(building, "build", counted)
    return built


def another_worker():
    sharing.forget()
    return sharing.current()


def test_a_second_worker_maps_what_the_first_built(folder, builds):
    first, second = sharing.current(), another_worker()
    assert len(builds) == 1
    assert second.facts() == first.facts()
    for name, column in second.arrays().items():
        assert np.array_equal(column, first.arrays()[name]), name
        assert not column.flags.writeable


def test_a_change_is_built_once_and_seen_by_all(folder, builds):
    before = len(sharing.current())
    Movie.objects.create(title="Fresh")
    assert len(sharing.current()) == len(another_worker()) == before + 1
    assert len(builds) == 2


def test_a_worker_keeps_reading_the_index_whose_file_was_replaced(folder):
    held = sharing.current()
    years = held.year.copy()
    Movie.objects.update(year=1950)
    freshness.touch()
    sharing.current()
    assert np.array_equal(held.year, years)


@pytest.mark.parametrize("spoil", [lambda data: data[:-100], lambda data: b"x" * 500, lambda data: b""])
def test_a_damaged_file_is_built_anew(folder, builds, spoil):
    good = sharing.current()
    path = sharing.file_path()
    sharing.forget()
    path.write_bytes(spoil(path.read_bytes()))
    assert len(another_worker()) == len(good)
    assert len(builds) == 2
    assert sharing.read(path) is not None


def test_what_a_killed_worker_left_is_written_over(folder):
    films = sharing.current()
    path = sharing.file_path()
    beside(path, "fresh").write_bytes(b"half of an index")
    Movie.objects.create(title="Fresh")
    assert len(another_worker()) == len(films) + 1
    assert not beside(path, "fresh").exists()


def test_a_worker_killed_under_the_lock_holds_nobody_up(folder):
    folder.mkdir()
    lock = beside(sharing.file_path(), "lock")
    holder = subprocess.Popen([sys.executable, "-c", HOLD_THE_LOCK, str(lock)], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert len(sharing.current()) == Movie.objects.count()


def test_without_a_place_to_write_each_worker_has_its_own(settings, tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    settings.INDEX_DIR = str(tmp_path / "file")
    assert len(another_worker()) == Movie.objects.count()
    assert "not shared between workers" in caplog.text


def test_a_large_index_is_rebuilt_behind_the_pages_backs(folder, monkeypatch):
    former = sharing.current()
    started = []

    class Later:
        def __init__(self, target, **_):
            self.start = lambda: started.append(target)

    monkeypatch.setattr(per_version, "BUILT_AT_ONCE", 10)
    monkeypatch.setattr(per_version.threading, "Thread", Later)
    monkeypatch.setattr(
        per_version, "connections", type("Quiet", (), {"close_all": staticmethod(lambda: None)})
    )
    Movie.objects.create(title="Fresh")

    assert sharing.current() is sharing.current() is former
    assert len(started) == 1
    started[0]()

    assert len(sharing.current()) == len(former) + 1
