"""A saved page's bytes → its text, its `__NEXT_DATA__`, its JSON-LD and its DOM, each found only once."""

from __future__ import annotations

import ast
import email
import email.policy
import html
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup

MOST_BYTES = 64 * 1024 * 1024
"""Of an unpacked page; IMDb's largest (full credits, 2023) are under 10 MB."""

_GZIP_MAGIC = b"\x1f\x8b"
_ZLIB_ANY = 32 + zlib.MAX_WBITS
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
_CHARSET_WITHIN = 4096
_BYTES_SHOWN = re.compile(r"""b(["']).*\1$""", re.DOTALL)
_MHTML = re.compile(rb"^(?:From:|MIME-Version:|Snapshot-Content-Location:)", re.IGNORECASE)
_NEXT_DATA = re.compile(
    r"""<script\b[^>]*\bid\s*=\s*["']?__NEXT_DATA__["']?[^>]*>(.*?)</script""", re.DOTALL | re.IGNORECASE
)
_JSON_LD = re.compile(
    r"""<script\b[^>]*\btype\s*=\s*["']?application/ld\+json["']?[^>]*>(.*?)</script""",
    re.DOTALL | re.IGNORECASE,
)
_JSON_START = re.compile(r"^\s*[\[{]")
_JSONP = re.compile(r"^\s*[\w$.]+\(\s*([\[{].*[\]}])\s*\)\s*;?\s*$", re.DOTALL)
_IMDB = re.compile(r"(?:^|[/.])imdb\.(?:com|de|fr|es|it|pt)\b", re.IGNORECASE)
_LINK_WITHIN = re.compile(r"""href\s*=\s*["']/(?:[a-z]{2}(?:-[a-z]{2})?/)?title/tt\d{7}""", re.IGNORECASE)
_TRACKED = re.compile(r"[?&;]ref_=(?:adv|chttp|chtmvm|chttvtp|fn|ls|nm|nv|sr|tt|ttls|ttrel)_")
"""IMDb's own mark in its links, which saving a page leaves there."""
_MINIFIED = re.compile(r"<!--\s*Page saved with SingleFile")
"""What leaves out every closing tag that HTML lets it leave out."""
_HEAD_END = re.compile(r"</head\s*>|<body\b", re.IGNORECASE)
_HTML_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)


class PageError(Exception):
    """The page cannot be read; the message is one sentence that names what was missing."""


@dataclass(frozen=True)
class Page:
    """A page's text and the three things films are read from; nothing is parsed before it is asked for."""

    text: str

    @cached_property
    def json(self) -> Any:
        """The whole file as JSON (or JSONP), or None when it is none."""
        source = self.text
        if wrapped := _JSONP.match(source):
            source = wrapped[1]
        return _loads(source) if _JSON_START.match(source) else None

    @cached_property
    def next_props(self) -> dict[str, Any]:
        """`props.pageProps` of `__NEXT_DATA__`, or of a saved data file; {} when there is none."""
        if isinstance(self.json, Mapping):
            return _page_props(self.json)
        for found in _NEXT_DATA.finditer(self.text):
            data = _loads(found[1])
            if isinstance(data, Mapping) and (props := _page_props(data)):
                return props
        return {}

    @property
    def has_next_data(self) -> bool:
        return "__NEXT_DATA__" in self.text

    @cached_property
    def json_ld(self) -> tuple[dict[str, Any], ...]:
        """Every JSON-LD object of the page, `@graph`s and lists opened."""
        return tuple(item for found in _JSON_LD.finditer(self.text) for item in _objects(_loads(found[1])))

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "lxml")

    @cached_property
    def says_imdb(self) -> bool:
        """Whether the page shows that it is IMDb's: by its address, its head, or links within the site."""
        named = (self.meta("og:site_name"), self.meta("og:title"), self.title)
        return (
            _IMDB.search(self.address) is not None
            or any(name.strip().endswith("IMDb") for name in named)
            or _LINK_WITHIN.search(self.text) is not None
            or _TRACKED.search(self.text) is not None
        )

    @property
    def is_cut_off(self) -> bool:
        """Whether the file ends before the page does."""
        return self.json is None and _HTML_END.search(self.text) is None and not _MINIFIED.search(self.text)

    @cached_property
    def _head(self) -> BeautifulSoup:
        """The head alone: a page's own words about itself, without parsing megabytes of body."""
        end = _HEAD_END.search(self.text)
        head = BeautifulSoup(self.text[: end.start()], "lxml") if end is not None else self.soup
        return head if head.find(["meta", "title"]) is not None else self.soup

    @cached_property
    def title(self) -> str:
        """Text of `<title>`; "" when there is none."""
        tag = self._head.find("title")
        return tag.get_text() if tag is not None else ""

    def meta(self, name: str) -> str:
        """Content of the `<meta>` with that `property` or `name`; "" when there is none."""
        tag = self._head.find("meta", attrs={"property": name}) or self._head.find(
            "meta", attrs={"name": name}
        )
        return str(tag.get("content") or "") if tag is not None else ""

    @cached_property
    def address(self) -> str:
        """What the page says its own address is: canonical link, `og:url`; "" when it does not say."""
        link = self._head.find("link", rel="canonical") or self.soup.find("link", rel="canonical")
        canonical = str(link.get("href") or "") if link is not None else ""
        return canonical or self.meta("og:url")


def open_page(content: bytes) -> Page:
    """The page in a saved file: plain, gzipped or a browser's MHTML archive, in any encoding.

    Raises:
        PageError: empty, larger than `MOST_BYTES`, or not a text.
    """
    raw = _unpacked(content)
    if _MHTML.match(raw.lstrip()):
        raw = _html_of_mhtml(raw) or raw
    text = _spoken(_decoded(raw).strip("\ufeff\0 \t\r\n"))
    if not text:
        raise PageError("the page is empty")
    if text.count("\0") > len(text) // 100:
        raise PageError("the file holds no text, so it is no saved page")
    return Page(text)


def _unpacked(content: bytes) -> bytes:
    if content.startswith(_GZIP_MAGIC):
        stream = zlib.decompressobj(_ZLIB_ANY)
        try:
            content = stream.decompress(content, MOST_BYTES + 1)
        except zlib.error:
            raise PageError("the file starts like a gzip archive but cannot be unpacked") from None
        if not content:
            raise PageError("the gzip archive is cut off before its first byte of text")
    if len(content) > MOST_BYTES:
        raise PageError(f"the page is larger than {MOST_BYTES // 2**20} MB")
    return content


def _html_of_mhtml(raw: bytes) -> bytes | None:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            return body if isinstance(body, bytes) else None
    return None


def _decoded(raw: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(raw[:_CHARSET_WITHIN])
    encoding = declared[1].decode("ascii").lower() if declared else "windows-1252"
    if encoding in ("iso-8859-1", "latin-1", "latin1"):
        encoding = "windows-1252"
    try:
        return raw.decode(encoding, errors="replace")
    except LookupError:
        return raw.decode("windows-1252", errors="replace")


def _spoken(text: str) -> str:
    """A page that a script wrote as Python shows bytes (`b'<html>\\n…'`), as the page it was."""
    if not _BYTES_SHOWN.match(text):
        return text
    try:
        content = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return _decoded(content).strip() if isinstance(content, bytes) else text


def _loads(source: str) -> Any:
    """JSON as pages hold it, or None: control characters inside strings, sometimes escaped as HTML."""
    trimmed = source.strip().removeprefix("<!--").removesuffix("-->").strip()
    trimmed = (
        trimmed.removeprefix("//<![CDATA[")
        .removeprefix("<![CDATA[")
        .removesuffix("//]]>")
        .removesuffix("]]>")
    )
    for text in (trimmed, trimmed.rstrip(";"), html.unescape(trimmed)):
        try:
            return json.loads(text, strict=False, parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            continue
    return None


def _page_props(data: Mapping[str, Any]) -> dict[str, Any]:
    props = data.get("props")
    inner = props.get("pageProps") if isinstance(props, Mapping) else data.get("pageProps")
    found = dict(inner) if isinstance(inner, Mapping) else {}
    urql = (props.get("urqlState") if isinstance(props, Mapping) else None) or found.pop("urqlState", None)
    if isinstance(urql, Mapping):
        found["queries"] = [_query_data(entry) for entry in urql.values()]
    if not found and isinstance(data.get("data"), Mapping):
        found["queries"] = [data["data"]]
    return found


def _query_data(entry: Any) -> Any:
    """The answer of one GraphQL query, which 2021's pages keep as JSON within JSON."""
    answer = entry.get("data") if isinstance(entry, Mapping) else None
    return _loads(answer) if isinstance(answer, str) else answer


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        yield from _objects(graph) if isinstance(graph, list) else (value,)
