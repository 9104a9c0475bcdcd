"""What the environment says, read variable by variable; what cannot be meant is told in one sentence each.

    env = Environment(os.environ)
    RATE = env.rate("API_RATE", "120/min")     # "API_RATE is 'lots'; it must be a number from 1 up, a slash …"
    env.insist()                               # stops the start with all such sentences

An empty variable counts as one that is not set. No sentence shows a password.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from emoflix_site import rates

T = TypeVar("T")

YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
DATABASE_SCHEMES = {"postgres", "postgresql", "sqlite"}
REDIS_SCHEMES = {"redis", "rediss", "unix"}
BROKER_SCHEMES = {"redis", "rediss", "amqp", "amqps"}
LETTER_SCHEMES = {"smtp", "smtps", "smtp+tls", "smtp+ssl"}
LETTERS_ELSEWHERE = {"consolemail", "memorymail", "dummymail"}
_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?|\[[0-9A-Fa-f:.]+\]"
HOST = re.compile(rf"\*|\.?(?:{_NAME})")
HOST_OF_PICTURES = re.compile(rf"(?:\*\.)?(?:{_NAME})(?::\d+)?")
ORIGIN = re.compile(rf"https?://(?:\*\.)?(?:{_NAME})(?::\d+)?")


class Environment:
    """Reads variables; `faults` holds a sentence for each that says what it may not, and stands for its default."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.faults: list[str] = []

    def insist(self) -> None:
        """Raises:
        ImproperlyConfigured: something is wrong; a line each.
        """
        if self.faults:
            raise ImproperlyConfigured("\n".join(self.faults))

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name) or default

    def is_empty(self, name: str) -> bool:
        """It is set, to nothing."""
        return self.variables.get(name) == ""

    def words(self, name: str, default: Collection[str] = ()) -> list[str]:
        """What stands between commas."""
        said = self.text(name)
        return [word.strip() for word in said.split(",") if word.strip()] if said else list(default)

    def switch(self, name: str, default: bool) -> bool:
        def parse(said: str) -> bool:
            if said.lower() not in YES | NO:
                raise ValueError
            return said.lower() in YES

        return self._read(name, default, parse, "0 or 1")

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        def parse(said: str) -> int:
            if int(said) < least:
                raise ValueError
            return int(said)

        return self._read(name, default, parse, f"a whole number from {least} up")

    def seconds(self, name: str, default: float, *, least: float) -> float:
        def parse(said: str) -> float:
            if not least <= float(said) < float("inf"):
                raise ValueError
            return float(said)

        return self._read(name, default, parse, f"a number of seconds from {least:g} up")

    def rate(self, name: str, default: str) -> str:
        """A rate that `rates.parse` understands."""

        def parse(said: str) -> str:
            rates.parse(said)
            return said.strip()

        return self._read(name, default, parse, rates.LOOKS_LIKE)

    def one_of(self, name: str, default: str, choices: Collection[str]) -> str:
        """One of some words, in upper or lower case; as it stands in `choices`."""
        known = {choice.lower(): choice for choice in choices}

        def parse(said: str) -> str:
            if said.lower() not in known:
                raise ValueError
            return known[said.lower()]

        return self._read(name, default, parse, _any_of(choices))

    def matching(
        self, name: str, default: Collection[str], pattern: re.Pattern[str], meant: str
    ) -> list[str]:
        """Words between commas that each look right."""

        def parse(said: str) -> list[str]:
            if not all(pattern.fullmatch(word) for word in self.words(name)):
                raise ValueError
            return self.words(name)

        return self._read(name, list(default), parse, f"{meant}, with commas between them")

    def folder(self, name: str, default: Path) -> Path:
        """A folder, made where there is none yet."""

        def parse(said: str) -> Path:
            Path(said).mkdir(parents=True, exist_ok=True)
            return Path(said)

        return self._read(name, default, parse, "a folder that can be written to")

    def sender(self, name: str, default: str) -> str:
        """Whom letters are from: an address, perhaps with a name."""

        def parse(said: str) -> str:
            if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(said)[1]) or len(said.splitlines()) != 1:
                raise ValueError
            return said

        return self._read(name, default, parse, "an address, as in EmoFlix <films@example.org>")

    def address(self, name: str, schemes: Collection[str], like: str) -> str:
        """A server's address; empty where the variable is not set."""

        def parse(said: str) -> str:
            _check_server(said, schemes, local={"unix"})
            return said

        return self._read(name, "", parse, f"an address as in {like}", secret=True)

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Django's settings of a database."""

        def parse(said: str) -> dict[str, Any]:
            _check_server(said, DATABASE_SCHEMES, local=DATABASE_SCHEMES)
            found: dict[str, Any] = environ.Env.db_url_config(said)
            if not found["NAME"]:
                raise ValueError
            return found

        like = "postgres://name:password@host:5432/database or sqlite:///file"
        return self._read(name, parse(default), parse, f"an address as in {like}", secret=True)

    def letters(self, name: str, default: str) -> dict[str, Any]:
        """Django's settings for letters."""

        def parse(said: str) -> dict[str, Any]:
            _check_server(said, LETTER_SCHEMES | LETTERS_ELSEWHERE, local=LETTERS_ELSEWHERE)
            found: dict[str, Any] = environ.Env.email_url_config(said)
            return found

        like = "smtp+tls://name:password@host:587 or dummymail:// for none"
        return self._read(name, parse(default), parse, f"an address as in {like}", secret=True)

    def _read(self, name: str, default: T, parse: Callable[[str], T], may: str, *, secret: bool = False) -> T:
        said = self.text(name)
        if not said:
            return default
        try:
            return parse(said)
        except (ValueError, KeyError, OSError, ImproperlyConfigured):
            shown = without_password(said) if secret else said
            self.faults.append(f"{name} is {shown!r}; it must be {may}.")
            return default


def without_password(address: str) -> str:
    """An address as it may be shown."""
    known, at, rest = address.partition("?")[0].rpartition("@")
    scheme, slashes, _ = known.rpartition("://")
    return f"{scheme}{slashes}…@{rest}" if at else rest


def _check_server(address: str, schemes: Collection[str], *, local: Collection[str]) -> None:
    """Raises:
    ValueError: it names no server in one of these ways; the local ones need no host.
    """
    parts = urlsplit(address)
    if parts.scheme not in schemes or "://" not in address:
        raise ValueError
    # asking for a port that is no number raises
    if parts.scheme not in local and (not parts.hostname or parts.port == 0):
        raise ValueError


def _any_of(choices: Collection[str]) -> str:
    *others, last = choices
    return f"{', '.join(others)} or {last}"
