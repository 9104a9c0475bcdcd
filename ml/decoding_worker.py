"""Unpacks pictures and recordings for `ml.decoding`, in a process of its own that may be killed at any time.

`python -m ml.decoding_worker FD` shares the memory behind file descriptor FD with the site. A request on standard
input is a letter (P picture, S sound) and eight bytes of length of the file that lies in the shared memory; an
answer on standard output four bytes of length and that much JSON, after the array it describes has taken the
file's place. It opens no file, writes none and has no more memory than a file of honest size needs.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import signal
import struct
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml import audio, pictures
from ml.readings import Status

MORE_MEMORY = 1024 * 1024 * 1024
"""Bytes of address space beyond what the libraries take: `pictures.MAX_PIXELS` decoded, several times over."""
SHARED_BYTES = audio.MAX_BYTES
"""Room for the largest file, and for what the largest picture and the longest recording become."""
MOST_FILES = 32
LENGTH, ANSWER = struct.Struct(">Q"), struct.Struct(">I")
_TOO_MUCH = "needs more memory to open than the site gives it; a smaller one will do."


def main(shared: int) -> None:
    """Answer until the other end is gone."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand between answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the site, whose end ends this too
    with mmap.mmap(shared, SHARED_BYTES) as memory:
        confine()
        while len(request := requests.read(1 + LENGTH.size)) == 1 + LENGTH.size:
            (size,) = LENGTH.unpack(request[1:])
            told, array = answer(request[:1], memory[:size])
            memory[: array.nbytes] = np.ascontiguousarray(array).tobytes()
            head = json.dumps(told).encode()
            answers.write(ANSWER.pack(len(head)) + head)
            answers.flush()


def confine() -> None:
    """From now on: bounded memory, no file written, no core left behind."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        taken = int(stream.read().split()[0]) * resource.getpagesize()
    for what, most in (
        (resource.RLIMIT_AS, taken + MORE_MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, MOST_FILES),
    ):
        resource.setrlimit(what, (most, most))


def answer(kind: bytes, data: bytes) -> tuple[dict[str, Any], NDArray[Any]]:
    """What is told of one file, and its pixels or samples; none where it cannot be read."""
    nothing = np.zeros(0, np.uint8)
    try:
        if kind == b"P":
            pixels = pictures.decode(data)
            return _told(pixels), pixels
        sound = audio.decode(data)
        return _told(sound.samples) | {"cut": sound.cut}, sound.samples
    except (pictures.PictureError, audio.AudioError) as error:
        return {"status": error.status.value, "message": error.message}, nothing
    except MemoryError:
        thing = "The picture" if kind == b"P" else "The recording"
        return {"status": Status.TOO_LARGE.value, "message": f"{thing} {_TOO_MUCH}"}, nothing


def _told(array: NDArray[Any]) -> dict[str, Any]:
    return {"status": Status.OK.value, "shape": array.shape, "dtype": array.dtype.str}


if __name__ == "__main__":
    main(int(sys.argv[1]))
