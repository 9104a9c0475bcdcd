"""A title page or a reference page → one record: `__NEXT_DATA__` first, then JSON-LD, then the DOM, then the head."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scrapers import imdb_values as read
from scrapers.imdb_dom import attribute
from scrapers.imdb_facts import Facts
from scrapers.imdb_node import branch, dig, find_nodes, node_id, title_fields, title_text
from scrapers.imdb_page import Page
from scrapers.imdb_title_dom import plain_fields
from scrapers.imdb_title_dom import title_fields as dom_fields
from scrapers.imdb_title_old_dom import plot_text
from scrapers.records import FilmRecord

TITLE_TYPES: Mapping[str, str | None] = {
    "Movie": "movie",
    "TVSeries": "tvSeries",
    "TVEpisode": "tvEpisode",
    "TVMiniSeries": "tvMiniSeries",
    "VideoGame": "videoGame",
    "MusicVideoObject": "musicVideo",
    "PodcastSeries": "podcastSeries",
    "PodcastEpisode": "podcastEpisode",
    "ShortFilm": "short",
    "CreativeWork": None,
    "VideoObject": None,
}
"""schema.org's types on title pages; `Movie` also covers shorts, videos and television films."""
_OG_KINDS: Mapping[str, str] = {
    "video.movie": "movie",
    "video.tv_show": "tvSeries",
    "video.episode": "tvEpisode",
    "movie": "movie",
    "tv_show": "tvSeries",
}
_MOST_LD_GENRES = 3
_EVERYTHING = ("title", "year", "rating", "votes", "genres", "runtime_minutes", "directors", "cast", "plot")
_TITLE_PATH = re.compile(r"/title/(tt\d{7,10})(?:/([a-z]+))?", re.IGNORECASE)
_REFERENCE = re.compile(r"""class=["']titlereference-header|id=["']tn15title""")
_STAR = re.compile(r"\s*[⭐★].*$")
_SITE = re.compile(r"\s*(?:[-–|]\s*(?:IMDb|Reference [Vv]iew|combined details)\s*)+$")
_EPISODE = re.compile(r'^["“](?P<series>[^"”]+)["”]\s+(?P<name>.+)$')
_DIRECTED = re.compile(
    r"(?:Directed|Created) by (?P<who>.+?)\.\s+With (?P<cast>.+?)(?<![ .][A-Z])(?<!\b[JS]r)\.(?:\s|$)"
)
_BY = re.compile(r"Directed by (?P<who>.+?)(?<![ .][A-Z])\.(?:\s|$)")


def read_title(page: Page, file_name: str = "") -> FilmRecord | None:
    """The record of a title page, or None when no place on it names a title with an IMDb id.

    Args:
        file_name: looked at for the id when the page of a known layout holds none.
    """
    facts, layouts = Facts(), list[str]()
    if _offer_next(page, facts):
        layouts.append("next-data")
    linked = title_ld(page)
    if linked is not None:
        _offer_ld(linked, facts)
        layouts.append("json-ld")
    if not facts.knows(*_EVERYTHING) and (found := _read_dom(page)) is not None:
        layout, fields = found
        _more_genres(facts, fields, layout)
        facts.offer(f"dom:{layout}", {name: value for name, value in fields.items() if name != "kind"})
        facts.offer(f"dom:{layout}", {"kind": fields["kind"] or _head_kind(page)})
        layouts.append(layout)
    if not layouts and not _is_title_page(page):
        return None
    facts.offer("head", _head_fields(page))
    if linked is not None:
        facts.offer("json-ld", _late_ld(linked))
    facts.offer("address", {"imdb_id": stated_id(page)})
    if not facts.knows("imdb_id"):
        facts.offer("links", {"imdb_id": _likely_id(page)})
    facts.offer("file name", {"imdb_id": read.title_id(file_name)})
    facts.offer("page type", {"kind": _weak_kind(page, linked, facts)})
    if not facts.knows("title", "imdb_id"):
        return None
    view = "reference" if _is_reference(page) else "title"
    used = [layout for layout in layouts if any(layout in origin for origin in facts.origins.values())]
    return facts.record(f"{view}/{'+'.join(used) or 'head'}")


def _read_dom(page: Page) -> tuple[str, dict[str, Any]] | None:
    found = dom_fields(page.soup) if page.says_imdb else None
    return found or (("plain", plain_fields(page.soup)) if _is_title_page(page) else None)


def title_ld(page: Page) -> dict[str, Any] | None:
    """The JSON-LD object that describes the page's own title."""
    for item in page.json_ld:
        if is_title(item):
            address = str(item.get("url") or item.get("@id") or "")
            if "imdb." in address or address.startswith("/title/tt") or (not address and page.says_imdb):
                return item
    return None


def is_title(item: Any) -> bool:
    """Whether a JSON-LD object is a film or series with a name."""
    return str(dig(item, "@type")) in TITLE_TYPES and bool(_ld_text(dig(item, "name")))


def ld_fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a record from a JSON-LD title; its strings hold HTML entities."""
    marks = item.get("aggregateRating")
    name, local = _ld_text(item.get("name")), _ld_text(item.get("alternateName"))
    return {
        "imdb_id": read.title_id(str(item.get("url") or item.get("@id") or "")),
        "title": local or name,
        "original_title": name,
        "year": read.year(item.get("datePublished")),
        "kind": TITLE_TYPES.get(str(item.get("@type"))),
        "rating": read.mark(dig(marks, "ratingValue")),
        "votes": read.count(dig(marks, "ratingCount")),
        "genres": read.genres(_ld_list(item.get("genre"))),
        "runtime_minutes": read.minutes(item.get("duration") or item.get("timeRequired")),
        "certificate": _ld_text(item.get("contentRating")),
        "plot": _ld_text(item.get("description")),
        "poster_url": _ld_picture(item.get("image")),
        "directors": read.names(_ld_people(item.get("director"))),
        "cast": read.names(_ld_people(item.get("actor") or item.get("actors"))),
    }


def stated_id(page: Page) -> str | None:
    """The id of the title the page is about, where the page says so itself."""
    said = (
        page.address,
        page.meta("og:url"),
        page.meta("imdb:pageConst"),
        page.meta("pageId"),
        page.meta("apple-itunes-app"),
        str(page.next_props.get("tconst") or ""),
    )
    return next((found for text in said if (found := read.title_id(text))), None)


def _likely_id(page: Page) -> str | None:
    """A page links most to the parts of its own title: /title/tt…/fullcredits, /title/tt…/trivia …"""
    linked = [found[1] for found in re.finditer(r"/title/(tt\d{7,10})/[a-z]", page.text)]
    most = max(dict.fromkeys(linked), key=linked.count, default=None)
    tag = page.soup.select_one("[data-tconst], [data-const^=tt], [data-titleid]")
    return most or read.title_id(attribute(tag, "data-tconst", "data-const", "data-titleid"))


def _offer_next(page: Page, facts: Facts) -> bool:
    props = page.next_props
    above, main = branch(props, "aboveTheFoldData"), branch(props, "mainColumnData")
    imdb_id = node_id(above) or node_id(main) or read.title_id(str(props.get("tconst") or ""))
    if imdb_id is None and props:
        imdb_id = stated_id(page)
    if imdb_id is None:
        return False
    stated = {
        name: title_fields(node)
        for name, node in (("aboveTheFoldData", above), ("mainColumnData", main))
        if node_id(node) in (None, imdb_id)
    }
    for name in sorted(
        stated, key=lambda name: -len(stated[name]["cast"])
    ):  # three stars above, the cast below
        facts.offer(f"next-data:{name}", {"cast": stated[name]["cast"]})
    for name, fields in stated.items():
        facts.offer(f"next-data:{name}", fields)
    if not facts.knows("title"):
        for node in find_nodes(props, imdb_id):
            if title_text(node):
                facts.offer("next-data", title_fields(node))
    if facts.knows("title"):
        facts.offer("next-data", {"imdb_id": imdb_id})
        facts.offer("next-data", {"votes": 0} if _unrated(above) else {})
    return facts.knows("title")


def _unrated(node: Mapping[str, Any]) -> bool:
    return bool(dig(node, "ratingsSummary", "voteCount") == 0)


def _offer_ld(item: Mapping[str, Any], facts: Facts) -> None:
    """All but what the page's own heading says better: the shown name and the year of release."""
    fields = ld_fields(item)
    if not item.get("alternateName"):
        fields.pop("title")
    fields.pop("year")
    fields.pop("kind")
    if str(fields["plot"] or "").endswith("..."):
        fields.pop("plot")
    facts.offer("json-ld", fields)


def _late_ld(item: Mapping[str, Any]) -> dict[str, Any]:
    fields = ld_fields(item)
    return {name: fields[name] for name in ("title", "year", "plot")}


def _more_genres(facts: Facts, fields: Mapping[str, Any], layout: str) -> None:
    """JSON-LD stops at three genres where the page itself may list more."""
    if facts.origins.get("genres") == "json-ld" and len(facts.values["genres"]) >= _MOST_LD_GENRES:
        listed = fields.get("genres") or ()
        if len(listed) > len(facts.values["genres"]):
            facts.values["genres"], facts.origins["genres"] = listed, f"dom:{layout}"


def _ld_text(value: Any) -> str | None:
    return read.squeeze(read.squeeze(value)) or None if isinstance(value, str) else None


def _ld_list(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [name for entry in listed if (name := _ld_text(entry))]


def _ld_people(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    people = (entry for entry in listed if dig(entry, "@type") in (None, "Person"))
    return [name for entry in people if (name := _ld_text(dig(entry, "name")))]


def _ld_picture(value: Any) -> str | None:
    address = dig(value, "url") or value
    return address if isinstance(address, str) and address.startswith("http") else None


def _headings(page: Page) -> list[str]:
    """What the head calls the page, without the site's name and the stars after it."""
    given = (
        page.meta("og:title"),
        page.meta("title"),
        page.title,
        page.meta("twitter:title"),
    )
    return [
        _SITE.sub("", _STAR.sub("", read.squeeze(name))).removeprefix("IMDb - ") for name in given if name
    ]


def _head_kind(page: Page) -> str | None:
    """From the bracket of the page's name: "(TV Mini Series 2019)", "(Video Game 2013)"."""
    for heading in _headings(page):
        mark = read.year_mark(heading)
        if mark is None:
            continue
        if kind := read.kind(re.sub(r"[\d–—-]+", " ", mark[1])):
            return kind
        if read.spans_years(f"{mark[1]} "):
            return "tvSeries"
    return None


def _head_fields(page: Page) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": _head_kind(page)}
    for heading in _headings(page):
        mark = read.year_mark(heading)
        name = mark[0] if mark else heading
        episode = _EPISODE.match(name) if fields["kind"] == "tvEpisode" else None
        fields.setdefault("title", episode["name"] if episode else name)
        if mark:
            fields.setdefault("year", read.year(mark[1]))
    starred = re.search(r"[⭐★]\s*([\d.,]+)", page.meta("og:title"))
    fields["rating"] = read.mark(starred[1]) if starred else None
    fields["genres"] = read.genres([page.meta("og:title").partition("|")[2]]) if starred else ()
    return fields | _described(page)


def _described(page: Page) -> dict[str, Any]:
    """ "Directed by …. With …." of the description; in 2021-2026 og:description holds "2h 22m | R"."""
    said = read.squeeze(page.meta("description"))
    full = _DIRECTED.search(said)
    directed = full if full and full[0].startswith("Directed") else _BY.search(said)
    short = read.squeeze(page.meta("og:description"))
    rest = said[full.end() :] if full else ""
    return {
        "directors": read.names(re.split(r",\s*", directed["who"])) if directed else (),
        "cast": read.names(re.split(r",\s*", full["cast"])) if full else (),
        "plot": plot_text(rest) if not rest.endswith("...") else None,
        "runtime_minutes": read.minutes(short.split("|")[0]) if re.match(r"\d+\s*[hm]", short) else None,
        "poster_url": _ld_picture(page.meta("og:image")) if "/images/M/" in page.meta("og:image") else None,
    }


def _weak_kind(page: Page, linked: Mapping[str, Any] | None, facts: Facts) -> str | None:
    """Types that cover several kinds; a film of the genre Short is a short."""
    found = TITLE_TYPES.get(str(dig(linked, "@type"))) or _OG_KINDS.get(page.meta("og:type"))
    if found is None and facts.origins.get("title", "").startswith("dom:") and facts.knows("year"):
        found = "movie"  # every layout marks what is anything else
    return "short" if found == "movie" and "Short" in facts.values.get("genres", ()) else found


def _is_title_page(page: Page) -> bool:
    found = (
        _TITLE_PATH.search(page.address) if "imdb." in page.address or page.address.startswith("/") else None
    )
    return found is not None and (found[2] or "reference") in ("reference", "combined")


def _is_reference(page: Page) -> bool:
    found = _TITLE_PATH.search(page.address)
    if found is not None and found[2]:
        return found[2] in ("reference", "combined")
    return (
        bool(dig(page.next_props, "mainColumnData", "categories")) or _REFERENCE.search(page.text) is not None
    )
