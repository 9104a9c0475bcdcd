"""Unpacking what strangers send: in this process, or, where a site serves them, in one that may be killed.

A picture or a recording can be built to unpack without end, or to break the library that reads it. After
`isolate(…)` every one is unpacked by a worker process (`ml.decoding_worker`) with bounded memory; one that takes
longer than `MOST_SECONDS` is killed and replaced, and the person is told in a sentence. Nobody else notices.
"""

from __future__ import annotations

import contextlib
import json
import math
import mmap
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml import audio, pictures
from ml.decoding_worker import ANSWER, LENGTH, SHARED_BYTES
from ml.readings import Status

MOST_SECONDS = 10.0
"""Of one file. The largest honest picture takes a second or two; `audio` itself gives up after five."""
MOST_WAITING_SECONDS = 2.0
"""For a worker to be free; whoever waits longer is better told to come back."""
ROOT = Path(__file__).resolve().parent.parent

_GONE = "takes too long or too much to open; a smaller or shorter one will do."


class BusyError(Exception):
    """Every worker is at work, and stays so; come back in a moment."""


class _Broken(Exception):  # noqa: N818 - never leaves this module
    """The worker died or was killed over this file."""


def picture(data: bytes) -> NDArray[np.uint8]:
    """As `ml.pictures.decode`.

    Raises:
        PictureError: also when it took a worker's life.
        BusyError: nobody is free to open it.
    """
    if _pool is None:
        return pictures.decode(data)
    try:
        told, pixels = _pool.ask(b"P", data)
    except _Broken:
        raise pictures.PictureError(Status.TOO_LARGE, f"The picture {_GONE}") from None
    if told["status"] != Status.OK:
        raise pictures.PictureError(Status(told["status"]), told["message"])
    return pixels


def sound(data: bytes) -> audio.Sound:
    """As `ml.audio.decode`.

    Raises:
        AudioError: also when it took a worker's life.
        BusyError: nobody is free to open it.
    """
    if _pool is None:
        return audio.decode(data)
    try:
        told, samples = _pool.ask(b"S", data)
    except _Broken:
        raise audio.AudioError(Status.TOO_LARGE, f"The recording {_GONE}") from None
    if told["status"] != Status.OK:
        raise audio.AudioError(Status(told["status"]), told["message"])
    return audio.Sound(samples, cut=told["cut"])


def isolate(workers: int) -> None:
    """From now on unpack in up to `workers` processes beside this one; 0 unpacks here again."""
    global _pool
    if _pool is not None:
        _pool.close()
    _pool = Pool(workers) if workers else None


def warm() -> None:
    """Start a worker now, so that the first person does not wait for it."""
    if _pool is not None:
        _pool.warm()


class Worker:
    """One process, the memory it shares with this one, a pipe each way, and a clock."""

    def __init__(self) -> None:
        shared = os.memfd_create("emoflix-decoding")
        os.ftruncate(shared, SHARED_BYTES)
        self.memory = mmap.mmap(shared, SHARED_BYTES)
        # nothing of the environment: it holds the site's secrets
        environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "ml.decoding_worker", str(shared)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment,
            bufsize=0,
            pass_fds=[shared],
        )
        os.close(shared)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def ask(self, kind: bytes, data: bytes) -> tuple[dict[str, Any], NDArray[Any]]:
        """Raises:
        _Broken: no whole answer in time, or more than there is room for.
        """
        if len(data) > SHARED_BYTES:
            raise _Broken
        assert self.process.stdin is not None
        deadline = time.monotonic() + MOST_SECONDS
        used = len(data)
        self.memory[:used] = data
        try:
            self.process.stdin.write(kind + LENGTH.pack(used))
            (length,) = ANSWER.unpack(self._read(ANSWER.size, deadline))
            told = json.loads(self._read(length, deadline))
            array = self._array(told)
            used = max(used, array.nbytes)
            return told, array
        except OSError:
            raise _Broken from None
        finally:
            self._forget(used)

    def _array(self, told: dict[str, Any]) -> NDArray[Any]:
        """A copy of what lies in the shared memory now."""
        if told["status"] != Status.OK:
            return np.zeros(0, np.uint8)
        kind, shape = np.dtype(told["dtype"]), told["shape"]
        flat: NDArray[Any] = np.frombuffer(self.memory, kind, count=math.prod(shape))
        return flat.reshape(shape).copy()

    def _forget(self, used: int) -> None:
        """Give the memory back: nothing of a face or a voice stays in it."""
        pages = -(-used // mmap.PAGESIZE) * mmap.PAGESIZE
        if pages:
            self.memory.madvise(mmap.MADV_REMOVE, 0, pages)

    def _read(self, size: int, deadline: float) -> bytes:
        assert self.process.stdout is not None
        pipe, read = self.process.stdout.fileno(), b""
        while len(read) < size:
            ready, _, _ = select.select([pipe], [], [], _left(deadline))
            if not ready:
                continue
            part = os.read(pipe, size - len(read))
            if not part:
                raise _Broken
            read += part
        return read

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.memory.close()


class Pool:
    """Workers of this very process, started when they are needed; a forked child starts its own."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._begin()

    def _begin(self) -> None:
        self.owner = os.getpid()
        self.free = threading.Semaphore(self.size)
        self.lock = threading.Lock()
        self.idle: list[Worker] = []

    def ask(self, kind: bytes, data: bytes) -> tuple[dict[str, Any], NDArray[Any]]:
        """Raises:
        BusyError: nobody is free in time.
        _Broken: this file broke its worker; another one stands ready.
        """
        with self._worker() as worker:
            return worker.ask(kind, data)

    @contextlib.contextmanager
    def _worker(self) -> Iterator[Worker]:
        if self.owner != os.getpid():  # its pipes belong to the parent
            self._begin()
        if not self.free.acquire(timeout=MOST_WAITING_SECONDS):
            raise BusyError("Everybody who could open it is busy; please try again in a moment.")
        worker = self._take()
        try:
            yield worker
        except BaseException:
            worker.kill()
            worker = Worker()
            raise
        finally:
            with self.lock:
                self.idle.append(worker)
            self.free.release()

    def _take(self) -> Worker:
        with self.lock:
            worker = self.idle.pop() if self.idle else None
        if worker is not None and not worker.alive:
            worker.kill()
            worker = None
        return worker or Worker()

    def warm(self) -> None:
        with self._worker() as worker:
            worker.ask(b"P", b"")

    def close(self) -> None:
        with self.lock:
            workers, self.idle = self.idle, []
        for worker in workers:
            worker.kill()


_pool: Pool | None = None


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _Broken
    return left
