"""Sending something to an address a person gave: never into the operator's own network.

The name is resolved once, every answer must be a public address, and the connection goes to that very address: a
name that changes its mind in between (DNS rebinding) leads nowhere else. Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

TIMEOUT = urllib3.Timeout(connect=5.0, read=10.0)  # seconds
LONGEST_SECONDS = 30.0
"""From the first byte to the last: who answers a letter at a time starts the timeouts above anew with each."""
TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
"""NAT64 (RFC 6052) and IPv4-compatible addresses (RFC 4291): the last 32 bits are an IPv4 address."""
PORTS = {"https": 443, "http": 80}


class Unreachable(Exception):  # noqa: N818 - an answer, not a fault
    """Nothing was sent, or nobody answered; the message is a sentence."""


def check(url: str) -> None:
    """Raises:
    Unreachable: nothing may be sent there.
    """
    _target(url)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer; what it says is not read.

    Raises:
        Unreachable: as its message says.
    """
    address, host, port, path = _target(url)
    secure = url.startswith("https:")
    pool: urllib3.HTTPConnectionPool
    if secure:
        pool = urllib3.HTTPSConnectionPool(address, port, server_hostname=host, assert_hostname=host)
    else:
        pool = urllib3.HTTPConnectionPool(address, port)
    try:
        with _ended_after(LONGEST_SECONDS, pool):
            answer = pool.urlopen(
                "POST",
                path,
                body=body,
                headers={
                    **headers,
                    "Host": host if port == PORTS["https" if secure else "http"] else f"{host}:{port}",
                },
                redirect=False,
                retries=False,
                timeout=TIMEOUT,
                preload_content=False,
            )
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Unreachable(f"Nobody answers there ({type(error).__name__}).") from None
    finally:
        pool.close()
    return int(answer.status)


@contextmanager
def _ended_after(seconds: float, pool: urllib3.HTTPConnectionPool) -> Iterator[None]:
    """Every connection of the pool is cut after so long, whatever it is waiting for."""
    made: list[Any] = []

    def connection(*args: Any, **kwargs: Any) -> Any:
        made.append(plain(*args, **kwargs))
        return made[-1]

    def cut() -> None:
        for sock in filter(None, (one.sock for one in made)):
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    plain = pool.ConnectionCls
    pool.ConnectionCls = connection  # type: ignore[assignment]
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _target(url: str) -> tuple[str, str, int, str]:
    """Address to connect to, host, port, and path with query."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise Unreachable("That is no address.") from None
    host = parts.hostname or ""
    known = host in settings.WEBHOOK_PRIVATE_HOSTS
    if parts.scheme != "https" and not (known and parts.scheme == "http"):
        raise Unreachable("The address must begin with https://.")
    if not host or parts.username or parts.password:
        raise Unreachable("The address must name a host, and neither user nor password.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _resolved(host, port, known), host, port, path


def _resolved(host: str, port: int, known: bool) -> str:
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise Unreachable(f"No host is called {host}.") from None
    if not known and not all(_is_public(address) for address in found):
        raise Unreachable("The address leads into a private network.")
    return sorted(found)[0]


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    if not found.is_global or found.is_multicast:
        return False
    return found.version == 4 or not (found.is_site_local or _hides_a_private_one(found))


def _hides_a_private_one(found: ipaddress.IPv6Address) -> bool:
    """An IPv4 address inside, to which the system or a gateway would translate it."""
    last = found.packed[-4:] if any(found in network for network in TRANSLATED) else b""
    inner = found.ipv4_mapped or found.sixtofour or (ipaddress.IPv4Address(last) if last else None)
    return inner is not None and not inner.is_global
