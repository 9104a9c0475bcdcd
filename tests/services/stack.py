"""The whole site as it runs on many machines: gunicorn, a Celery worker, PostgreSQL and Redis, each of which may be killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import requests
from servers import PostgreSQL, Redis, Server, wait_until

ROOT = Path(__file__).resolve().parents[2]
BINARIES = Path(sys.executable).parent
PREPARE = Path(__file__).with_name("prepare.py")
CSRF = "a" * 32
RATES = ("API_RATE", "API_ADDRESS_RATE", "WRITING_RATE", "WRITING_ADDRESS_RATE")
ANSWER_WITHIN = 60.0  # seconds a client waits for an answer


class Program(Server):
    """One of the site's own processes, in a process group of its own, its output in a file."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        super().__init__()
        self.environment = environment
        self.log = folder / f"{self.name}.log"
        self._written_before = 0

    def launch(self) -> subprocess.Popen[bytes]:
        self._written_before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command(), env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )

    def written(self) -> str:
        """What it has written since its last start."""
        if not self.log.exists():
            return ""
        return self.log.read_bytes()[self._written_before :].decode(errors="replace")

    def children(self) -> list[int]:
        """Numbers of its worker processes."""
        assert self.process is not None
        known = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in known.split()]

    def kill_all(self) -> None:
        """kill -9 of it and everything it started: the machine is gone."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        super().stop()
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Web(Program):
    name = "web"

    def command(self) -> list[str]:
        return [str(BINARIES / "gunicorn"), "--bind", f"127.0.0.1:{self.port}", "--workers", "2"]

    def answers(self) -> bool:
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=1.0).ok
        return False


class Worker(Program):
    name = "worker"

    def command(self) -> list[str]:
        return [
            str(BINARIES / "celery"),
            *["-A", "emoflix_site", "worker", "--concurrency", "1", "--loglevel", "INFO"],
        ]

    def answers(self) -> bool:
        return " ready." in self.written()


class Site:
    """Everything together, with three people who are logged in."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.database, self.redis = PostgreSQL(), Redis(folder)
        for server in (self.database, self.redis):
            server.start()
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "drilled_settings",
            "PYTHONPATH": str(PREPARE.parent),
            "DEBUG": "0",
            "SECRET_KEY": "a secret for the time of one test only 0123456789 äöü",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECURE_SSL_REDIRECT": "0",
            "DATABASE_URL": self.database.create(),
            "REDIS_URL": self.redis.url(0),
            "CELERY_BROKER_URL": self.redis.url(1),
            "INDEX_DIR": str(folder / "index"),
            "IMPORT_LOOK_SECONDS": "1",
            **dict.fromkeys(RATES, "1000000/min"),
            **environment,
        }
        self.web, self.worker = Web(folder, self.environment), Worker(folder, self.environment)
        self.sessions: dict[str, str] = json.loads(self.run(PREPARE).splitlines()[-1])

    def log_in_again(self, person: str) -> None:
        """A fresh session for whoever logged out."""
        self.sessions[person] = json.loads(self.run(PREPARE).splitlines()[-1])[person]

    def run(self, *command: object) -> str:
        """What a Python script prints in the site's environment."""
        done = subprocess.run(
            [sys.executable, *map(str, command)],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def manage(self, *command: object) -> str:
        return self.run("manage.py", *command)

    def start(self) -> None:
        """Bring up whatever is down, as a supervisor would."""
        for each in (self.database, self.redis, self.web, self.worker):
            each.start()

    def stop(self) -> None:
        for each in (self.worker, self.web, self.redis):
            each.stop()
        self.database.throw_away()

    def rows(self, query: str) -> list[tuple]:
        """What the database says to a statement."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    def number(self, query: str) -> int:
        return int(self.rows(query)[0][0])

    def browser(self, person: str = "alice") -> Browser:
        return Browser(f"http://127.0.0.1:{self.web.port}", self.sessions[person])

    def wait_for(self, query: str, seconds: float = 300.0) -> None:
        """Until a statement says true."""
        wait_until(lambda: bool(self.rows(query)[0][0]), query, seconds)


class Browser:
    """One person's browser: it keeps its cookies itself, secure ones too."""

    def __init__(self, address: str, session: str) -> None:
        self.address = address
        self.session = requests.Session()
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}

    def same(self, other: Browser) -> bool:
        return self.headers == other.headers

    def get(self, path: str) -> requests.Response:
        return self._ask("GET", path)

    def post(self, path: str, data: dict | None = None, files: dict | None = None) -> requests.Response:
        return self._ask("POST", path, data=data or {}, files=files)

    def _ask(self, method: str, path: str, **content: object) -> requests.Response:
        return self.session.request(
            method,
            self.address + path,
            headers=self.headers,
            timeout=ANSWER_WITHIN,
            allow_redirects=False,
            **content,
        )

    def check_in(self, text: str = "I had a rotten day and feel low", **files: bytes) -> str | None:
        """The number of the mood that was accepted; None where the site refused or could not be reached."""
        try:
            answer = self.post("/check-in/", {"text": text}, files or None)
        except requests.RequestException:
            return None
        return answer.headers["Location"].strip("/").split("/")[-1] if answer.status_code == 302 else None
