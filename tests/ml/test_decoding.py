"""What strangers send is unpacked in a process that may be killed, and nobody else notices."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import ml.face
from ml import audio, decoding, pictures
from ml.readings import Status

ROOT = Path(__file__).resolve().parent.parent.parent
SOON = 60.0  # seconds, on the busiest machine


@pytest.fixture
def pool(monkeypatch):
    """One worker, warm, and as much time as a busy machine takes."""
    one = decoding.Pool(1)
    monkeypatch.setattr(decoding, "MOST_SECONDS", SOON)
    monkeypatch.setattr(decoding, "_pool", one)
    decoding.warm()
    yield one
    one.close()


def process_of(pool) -> subprocess.Popen:
    return pool.idle[0].process


def test_a_picture_and_a_recording_come_out_the_same(pool, portrait, spoken):
    assert np.array_equal(decoding.picture(portrait), pictures.decode(portrait))
    isolated, here = decoding.sound(spoken), audio.decode(spoken)
    assert np.array_equal(isolated.samples, here.samples)
    assert isolated.cut == here.cut


def test_a_face_is_read_the_same(portrait, monkeypatch, pool):
    isolated = ml.face.read(portrait)
    monkeypatch.setattr(decoding, "_pool", None)
    assert isolated.scores == ml.face.read(portrait).scores


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 100])
def test_what_is_no_picture_is_told_as_ever(pool, data):
    with pytest.raises(pictures.PictureError) as here:
        pictures.decode(data)
    with pytest.raises(pictures.PictureError) as isolated:
        decoding.picture(data)
    assert (isolated.value.status, isolated.value.message) == (here.value.status, here.value.message)


def test_what_is_no_recording_is_told_as_ever(pool):
    with pytest.raises(audio.AudioError) as told:
        decoding.sound(b"no sound")
    assert told.value.status is Status.UNREADABLE


def test_nothing_of_a_picture_stays_in_the_shared_memory(pool, portrait):
    decoding.picture(portrait)
    assert not any(pool.idle[0].memory[:100_000])


def test_a_worker_that_was_killed_is_replaced(pool, portrait):
    process_of(pool).kill()
    process_of(pool).wait()
    assert decoding.picture(portrait).size


@pytest.mark.parametrize("hit", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_a_file_that_takes_the_workers_life_is_told_in_a_sentence_and_the_next_is_read(
    pool, portrait, monkeypatch, hit
):
    os.kill(process_of(pool).pid, signal.SIGSTOP)  # as if this file kept it busy
    monkeypatch.setattr(decoding, "MOST_SECONDS", 1.0)
    broken = process_of(pool)
    threading.Timer(0.3, os.kill, (broken.pid, hit)).start()
    started = time.monotonic()
    with pytest.raises(pictures.PictureError) as told:
        decoding.picture(portrait)
    assert told.value.status is Status.TOO_LARGE
    assert time.monotonic() - started < SOON
    assert broken.poll() is not None
    monkeypatch.setattr(decoding, "MOST_SECONDS", SOON)
    assert decoding.picture(portrait).size


def test_a_recording_that_takes_the_workers_life_is_a_sentence_too(pool, spoken, monkeypatch):
    os.kill(process_of(pool).pid, signal.SIGSTOP)
    monkeypatch.setattr(decoding, "MOST_SECONDS", 0.3)
    assert ml.voice.read(spoken).status is Status.TOO_LARGE


def test_whoever_finds_everybody_busy_is_told_soon(pool, portrait, monkeypatch):
    monkeypatch.setattr(decoding, "MOST_WAITING_SECONDS", 0.2)
    assert pool.free.acquire()
    with pytest.raises(decoding.BusyError):
        decoding.picture(portrait)
    pool.free.release()
    assert decoding.picture(portrait).size


def test_many_at_once_are_all_answered(pool, portrait, monkeypatch):
    monkeypatch.setattr(decoding, "MOST_WAITING_SECONDS", SOON)
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(decoding.picture(portrait).size)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1


def test_a_file_larger_than_there_is_room_for_is_refused(pool, monkeypatch):
    monkeypatch.setattr(decoding, "SHARED_BYTES", 10)
    with pytest.raises(pictures.PictureError):
        decoding.picture(b"x" * 11)


def test_no_secret_reaches_the_worker(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "must not leave this process")
    worker = decoding.Worker()
    try:
        worker.ask(b"P", b"")
        assert b"must not" not in Path(f"/proc/{worker.process.pid}/environ").read_bytes()
    finally:
        worker.kill()


def test_a_worker_ends_with_the_site(pool):
    process = process_of(pool)
    process.stdin.close()
    assert process.wait(timeout=SOON) == 0
    process.stdin = None


def confined(code: str) -> str:
    """What happens in a confined process."""
    program = f"from ml.decoding_worker import confine; confine()\ntry:\n    {code}\nexcept BaseException as e: print(type(e).__name__)"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return ran.stdout.strip()


def test_a_worker_has_bounded_memory_and_writes_no_file(tmp_path):
    assert confined("x = bytearray(3 * 1024**3)") == "MemoryError"
    assert confined("x = bytearray(300 * 1024**2)") == ""
    target = tmp_path / "file"
    confined(f"open({str(target)!r}, 'wb').write(b'x' * 10)")
    assert not target.exists() or target.stat().st_size == 0


def test_by_default_nothing_is_isolated(portrait):
    assert decoding._pool is None
    assert decoding.picture(portrait).size
