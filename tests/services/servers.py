"""PostgreSQL and Redis of a test's own: data in a folder that goes away, a free port, no cluster of the machine touched."""

from __future__ import annotations

import contextlib
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 180.0  # seconds for a server to come up: a busy machine takes many times what a free one does
OWNER = "emoflix"
DATABASE = "emoflix"
PORTS = range(20_000, 32_768)
"""Linux lends clients 32768 to 60999 (net.ipv4.ip_local_port_range)."""
_DRAW = (
    random.SystemRandom()
)  # tests of many processes begin with the same seed and must not draw the same ports


class NotInstalledError(Exception):
    """A server that the tests need is not on this machine; the message says how to get it."""


def free_port() -> int:
    """One that nobody listens on, below those that the system lends to clients.

    Between the draw and the server's start, and while a killed server is down, a client of the same machine may be
    lent a port of the upper range; then the server cannot come up on it.
    """
    while True:
        port = _DRAW.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_until(ready: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Raises:
    TimeoutError: it did not happen in time.
    """
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:g} seconds.")
        time.sleep(0.05)


class Server:
    """A process that can be started, killed without warning and started again on the same data and port."""

    name = "server"

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def launch(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self) -> None:
        """Come up, as often as it takes: what a killed process left behind may stand in the way for a moment."""

        def up() -> bool:
            if self.process is None or self.process.poll() is not None:
                self.process = self.launch()
            return self.answers()

        wait_until(up, f"{self.name} comes up")

    def kill(self) -> None:
        """kill -9: no warning, no farewell."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
                return
            self.kill()


class PostgreSQL(Server):
    """One cluster in a folder of its own, run by a user without rights where the tests run as root."""

    name = "PostgreSQL"

    def __init__(self) -> None:
        super().__init__()
        # not below pytest's folders: those are closed to the user that PostgreSQL runs as
        self.folder = Path(tempfile.mkdtemp(prefix="emoflix-postgresql-"))
        self._user = _unprivileged()
        if self._user:
            shutil.chown(self.folder, self._user)
        bare = f"-U {OWNER} --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync".split()
        done = subprocess.run(
            [_binary("initdb"), "-D", str(self.folder / "data"), *bare],
            user=self._user,
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr

    def command(self) -> list[str]:
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [_binary("postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *options]

    def launch(self) -> subprocess.Popen[bytes]:
        log = (self.folder / "log").open("ab")
        return subprocess.Popen(self.command(), user=self._user, cwd=self.folder, stdout=log, stderr=log)

    def answers(self) -> bool:
        ready = [_binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-d", "postgres"]
        return subprocess.run([*ready, "-U", OWNER]).returncode == 0

    def url(self, database: str = DATABASE) -> str:
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{database}"

    def throw_away(self) -> None:
        """Stop it for good."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, database: str = DATABASE, template: str = "template1") -> str:
        """A fresh database, perhaps a copy of another one; its address."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER]
        subprocess.run([_binary("dropdb"), *where, "--if-exists", "--force", database], check=True)
        subprocess.run([_binary("createdb"), *where, "--template", template, database], check=True)
        return self.url(database)


class Redis(Server):
    """Nothing is kept over a restart: what the site needs must not be in here alone."""

    name = "Redis"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder / "redis"
        self.folder.mkdir(parents=True)

    def command(self) -> list[str]:
        bare = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return [_binary("redis-server"), "--port", str(self.port), *bare]

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1.0) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(7) == b"+PONG\r\n"
        except OSError:
            return False

    def url(self, number: int = 0) -> str:
        return f"redis://127.0.0.1:{self.port}/{number}"


def _binary(name: str) -> str:
    """A program of PostgreSQL or Redis; Debian keeps PostgreSQL's outside the path.

    Raises:
        NotInstalledError: it is not here.
    """
    if found := shutil.which(name):
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version)
    if not versions:
        raise NotInstalledError(
            f"{name} is not installed; on Debian: apt-get install postgresql redis-server."
        )
    return str(versions[-1])


def _version(binary: Path) -> int:
    return int(binary.parents[1].name) if binary.parents[1].name.isdigit() else 0


def _unprivileged() -> str | None:
    """Whom PostgreSQL runs as: it refuses root."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
