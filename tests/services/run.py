"""What touches the database, the cache or the queue, on PostgreSQL with a real Redis and real Celery workers.

    python tests/services/run.py [PYTEST ARGUMENT…]

First the rooms' own tests on PostgreSQL and Redis, then what only services can show: the fault drills of
`tests/drills`, which run gunicorn and Celery beside servers of their own and kill them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from servers import NotInstalledError, PostgreSQL, Redis

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["tests/emotions", "tests/movies", "tests/site"]
NOT_HERE = [
    "tests/movies/test_killed_imports.py",
    "tests/site/test_settings.py",
]  # with databases of their own
ONLY_HERE = ["tests/drills"]
UNUSABLE = 2


def pytest(*arguments: str, **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}).returncode


def main(extra: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="emoflix-services-") as folder:
        database, cache = PostgreSQL(), Redis(Path(folder))
        try:
            for server in (database, cache):
                server.start()
            left_out = [f"--ignore={path}" for path in NOT_HERE]
            where = {"DATABASE_URL": database.create(), "REDIS_URL": cache.url(), "INDEX_DIR": folder}
            rooms = pytest("--numprocesses", "2", "--dist", "loadfile", *ROOMS, *left_out, *extra, **where)
        finally:
            cache.stop()
            database.throw_away()
    drills = pytest("-m", "services", *ONLY_HERE, *extra)
    return rooms or drills


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except NotInstalledError as missing:
        print(missing, file=sys.stderr)
        sys.exit(UNUSABLE)
