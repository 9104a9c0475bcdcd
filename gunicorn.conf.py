"""How gunicorn serves the site: `gunicorn` in this folder is all it takes; the environment may say otherwise.

| variable | default | meaning |
|---|---|---|
| WEB_CONCURRENCY | one a core | worker processes; a reading keeps one core busy |
| WEB_THREADS | 4 | requests a worker takes at once: while one waits for a slow phone or the database, another reads |
| BIND | 127.0.0.1:8000 | where the proxy finds the site |
| WEB_TIMEOUT | 30 | seconds after which a worker that does nothing any more is replaced |
| PROMETHEUS_MULTIPROC_DIR | a fresh folder | where workers keep their figures |
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
    _figures = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    shutil.rmtree(_figures, ignore_errors=True)  # of a run that has ended
    _figures.mkdir(parents=True)
else:
    # before anything imports the client: it looks at this variable once
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="emoflix-figures-")


def _whole(name: str, default: int) -> int:
    """A number of the environment; no server starts on one that cannot be meant."""
    said = os.environ.get(name) or str(default)
    if not said.isdecimal() or not int(said):
        print(f"{name} is {said!r}; it must be a whole number from 1 up.", file=sys.stderr)
        raise SystemExit(2)
    return int(said)


wsgi_app = "emoflix_site.wsgi:application"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = _whole("WEB_CONCURRENCY", len(os.sched_getaffinity(0)))
worker_class = "gthread"
threads = _whole("WEB_THREADS", 4)
timeout = _whole("WEB_TIMEOUT", 30)
graceful_timeout = 20
keepalive = 5
preload_app = True  # models and films are read once and shared by all workers
max_requests, max_requests_jitter = 20_000, 2_000  # a leak, if there ever is one, stays small
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - heartbeats, not data
accesslog = None  # the site writes a line a request itself, with the route instead of the address
backlog = 256


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def post_worker_init(worker: Any) -> None:
    """The process that unpacks what people send stands ready before the first of them comes."""
    from ml import decoding

    decoding.warm()


def child_exit(server: Any, worker: Any) -> None:
    """A worker that is gone no longer counts as one that is there."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
