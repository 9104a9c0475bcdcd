"""One polite session to IMDb: what robots.txt allows, one page at a time, slowly, and no for an answer.

Live fetching is off until the operator sets `EMOFLIX_SCRAPE_LIVE=1` and says who they are. A challenge, a 403
and robots.txt's no end the run; none of them is ever solved, retried or evaded.
"""

from __future__ import annotations

import ipaddress
import math
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import HTTPError

HOME = "https://www.imdb.com"
SWITCH, CONTACT = "EMOFLIX_SCRAPE_LIVE", "EMOFLIX_SCRAPE_CONTACT"
"""Environment: "1" allows live fetching; a mail address or a page where the operator can be reached."""
ROBOT = "EmoFlix"
"""Name in robots.txt and in the user agent."""

PAUSE_S = (2.0, 5.0)  # between two pages, drawn evenly so that requests come in no beat
TIMEOUT_S = (10.0, 30.0)  # to connect, to wait for the next byte
LONGEST_WAIT_S = (
    100.0  # a Retry-After beyond this ends the run instead of holding it; begun again, it goes on
)
MOST_BYTES = 32 * 1024 * 1024  # of one unpacked page
MOST_REDIRECTS = 5
TRIES = 4  # of one page: 429, a server's error, a cut connection
BACKOFF_S = 2.0  # before the second try where the server names no time; doubles with every further one
CHUNK = 64 * 1024
RETRIED = frozenset({429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OTHER_DOORS = frozenset({"imdb.com", "www.imdb.com", "m.imdb.com"})
"""Hosts that lead to the same pages."""
CHALLENGE_HEADER = "x-amzn-waf-action"
_CHALLENGE_MARKS = (b"awsWafCookieDomainList", b"AwsWafIntegration", b"gokuProps")
_CHALLENGE_WITHIN = 16 * 1024
"""A challenge is a small page; a film's page may name the same scripts and is large."""


class RefusedError(Exception):
    """The site, its robots.txt or the operator's switch says no; the run ends with this sentence."""


class FetchError(Exception):
    """This one page cannot be had; the run may go on with the next one."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How a session behaves.

    Attributes:
        contact: mail address or page in the user agent.
        pause_s: least and most seconds between two pages.
        backoff_s: before the second try of a page.
    """

    contact: str
    pause_s: tuple[float, float] = PAUSE_S
    backoff_s: float = BACKOFF_S

    @property
    def user_agent(self) -> str:
        return f"{ROBOT}/0.1 (+{self.contact})"


def manners_of(environ: Mapping[str, str]) -> Manners:
    """What the operator's environment allows.

    Raises:
        RefusedError: live fetching is not switched on, or nobody says whose it is.
    """
    if environ.get(SWITCH) != "1":
        raise RefusedError(
            f"Live fetching is off: set {SWITCH}=1 once IMDb has given consent, or read saved pages with --html-dir."
        )
    contact = environ.get(CONTACT, "").strip()
    if not contact or not contact.isprintable():
        raise RefusedError(
            f"Say who fetches: set {CONTACT} to a mail address or a page where you can be reached."
        )
    return Manners(contact=contact)


def session_to(base: str, environ: Mapping[str, str]) -> PoliteSession:
    """A session as the operator's environment allows; a test's server on this very machine needs no rest.

    Raises:
        RefusedError: as `manners_of`, or the base is neither IMDb nor on this machine.
    """
    manners = manners_of(environ)
    if is_loopback(base):
        manners = replace(manners, pause_s=(0.0, 0.0), backoff_s=0.05)
    return PoliteSession(manners, base=base)


def is_loopback(base: str) -> bool:
    """Whether an address is of this very machine, as a test's server is."""
    host = urlsplit(base).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Patience(Retry):
    """urllib3's retries, which honour Retry-After, but wait before the first one too and no longer than a run may."""

    def get_backoff_time(self) -> float:
        tried = max(len(self.history), 1)
        return float(self.backoff_factor * 2 ** (tried - 1) * random.uniform(1.0, 1.5))  # noqa: S311 - jitter

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        seconds = super().get_retry_after(response)
        if seconds is not None and seconds > LONGEST_WAIT_S:
            raise RefusedError(
                f"IMDb asks to wait {math.ceil(seconds / 60)} minutes before the next page; run the same command then."
            )
        return seconds


@dataclass(slots=True)
class PoliteSession:
    """Fetches pages of one site, one after the other.

    Attributes:
        base: the site; anything but IMDb must be on this machine.
        sleep: waits that many seconds; tests replace it.
    """

    manners: Manners
    base: str = HOME
    sleep: Callable[[float], object] = time.sleep
    pages: int = 0
    _http: requests.Session = field(init=False)
    _robots: Protego | None = None
    _last: float | None = None

    def __post_init__(self) -> None:
        if self.base != HOME and not is_loopback(self.base):
            raise RefusedError(f"Pages are fetched from {HOME} only, not from {self.base}.")
        retries = _Patience(
            total=TRIES - 1,
            connect=0,  # cut connections are this session's own business
            read=0,
            other=0,
            status_forcelist=RETRIED,
            allowed_methods={"GET"},
            backoff_factor=self.manners.backoff_s,
            redirect=False,
            raise_on_status=False,
        )
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=retries)
        self._http = requests.Session()
        self._http.headers.update(
            {
                "User-Agent": self.manners.user_agent,
                "Accept": "text/html,application/json",
                "Accept-Language": "en",
                "Accept-Encoding": "gzip, deflate",
            }
        )
        self._http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._http.mount("https://", adapter)
        self._http.mount("http://", adapter)

    def fetch(self, address: str) -> bytes:
        """One page's bytes.

        Args:
            address: a path on the site, or a whole address of it.

        Raises:
            RefusedError: robots.txt, a challenge, a 403 or a log-in page says no.
            FetchError: it is not there, too large, leads elsewhere, or stays broken after every try.
        """
        url = self._own(address)
        for _ in range(MOST_REDIRECTS + 1):
            self._ask_robots(url)
            self._pause()
            status, headers, body = self._get_whole(url)
            if status not in REDIRECTS:
                self.pages += 1
                return _judged(url, status, headers, body)
            url = self._own(urljoin(url, headers.get("Location", "")))
        raise FetchError(f"{url} leads from page to page without end.")

    def _own(self, address: str) -> str:
        """The whole address, if it is one of this site."""
        parts, base = urlsplit(urljoin(self.base + "/", address)), urlsplit(self.base)
        if self.base == HOME and parts.netloc in _OTHER_DOORS:
            parts = parts._replace(scheme=base.scheme, netloc=base.netloc)
        if (parts.scheme, parts.netloc) != (base.scheme, base.netloc):
            raise FetchError(f"{address} is no page of {self.base}.")
        if "signin" in parts.path or parts.path.startswith(("/registration", "/ap/")):
            raise RefusedError("IMDb asks to log in, so the run stops here.")
        return parts._replace(fragment="").geturl()

    def _ask_robots(self, url: str) -> None:
        if self._robots is None:
            self._robots = self._read_robots()
        if not self._robots.can_fetch(url, ROBOT):
            raise RefusedError(f"robots.txt does not allow {urlsplit(url).path}, so the run stops here.")

    def _read_robots(self) -> Protego:
        """The site's rules; without them nothing is fetched."""
        try:
            status, headers, body = self._get_whole(f"{self.base}/robots.txt")
        except FetchError as error:
            raise RefusedError(f"robots.txt cannot be read, so nothing is fetched: {error}") from None
        if status != requests.codes.ok or CHALLENGE_HEADER in headers or _is_challenge(body):
            raise RefusedError(f"robots.txt cannot be read (status {status}), so nothing is fetched.")
        self._last = time.monotonic()
        return Protego.parse(body.decode("utf-8", errors="replace"))

    def _pause(self) -> None:
        """Wait until the site has had its rest since the last page."""
        least, most = self.manners.pause_s
        asked = self._robots.crawl_delay(ROBOT) if self._robots is not None else None
        rest = max(random.uniform(least, most), float(asked or 0.0))  # noqa: S311 - no secret depends on it
        if rest > LONGEST_WAIT_S:
            raise RefusedError(
                f"robots.txt asks for {rest:.0f} seconds between two pages, longer than a run may wait."
            )
        if self._last is not None and (left := rest - (time.monotonic() - self._last)) > 0:
            self.sleep(left)
        self._last = time.monotonic()

    def _get_whole(self, url: str) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body; a connection that is cut while the body comes is tried again."""
        for attempt in range(1, TRIES + 1):
            try:
                with self._http.get(url, stream=True, timeout=TIMEOUT_S, allow_redirects=False) as response:
                    return response.status_code, response.headers, _body(url, response)
            except (requests.RequestException, HTTPError, OSError) as error:
                if attempt == TRIES:
                    raise FetchError(f"{url} cannot be fetched ({_reason(error)}).") from None
                self.sleep(self.manners.backoff_s * 2 ** (attempt - 1))
        raise AssertionError("unreachable")


def _body(url: str, response: requests.Response) -> bytes:
    parts, size = [], 0
    for chunk in response.iter_content(CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise FetchError(f"{url} is larger than {MOST_BYTES // 2**20} MB.")
        parts.append(chunk)
    return b"".join(parts)


def _judged(url: str, status: int, headers: Mapping[str, str], body: bytes) -> bytes:
    if CHALLENGE_HEADER in headers or status == requests.codes.accepted or _is_challenge(body):
        raise RefusedError("IMDb answers with a challenge to automated visitors, so the run stops here.")
    if status in (requests.codes.unauthorized, requests.codes.forbidden):
        raise RefusedError(f"IMDb refuses this visitor (status {status}), so the run stops here.")
    if status == requests.codes.too_many_requests:
        raise RefusedError(
            "IMDb says these are too many requests, after every pause it asked for; try again later."
        )
    if status != requests.codes.ok:
        raise FetchError(f"{url} cannot be fetched (status {status}).")
    if not body.strip():
        raise FetchError(f"{url} came back empty.")
    return body


def _is_challenge(body: bytes) -> bool:
    return len(body) < _CHALLENGE_WITHIN and any(mark in body for mark in _CHALLENGE_MARKS)


def _reason(error: Exception) -> str:
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.RetryError):
        return "still an error after every try"
    return "the connection was cut"
