"""A page that lists titles (advanced search, chart, find, a person's list) → one record a title, in its order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scrapers import imdb_values as read
from scrapers.imdb_facts import Facts
from scrapers.imdb_list_dom import list_items, says_nothing_found
from scrapers.imdb_node import dig, find_lists, items, title_fields, unwrapped
from scrapers.imdb_page import Page, PageError
from scrapers.imdb_title import is_title, ld_fields
from scrapers.records import FilmRecord

_PATHS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "search": (("searchResults", "titleResults", "titleListItems"),),
    "chart": (("pageData", "chartTitles"), ("chartTitles",)),
    "find": (("titleResults", "results"),),
    "list": (
        ("mainColumnData", "list", "titleListItemSearch"),
        ("mainColumnData", "advancedTitleSearch"),
        ("mainColumnData", "predefinedList", "titleListItemSearch"),
    ),
}
"""Page kind → where `pageProps` keeps its titles."""
_TOTALS: tuple[tuple[str, ...], ...] = (
    ("searchResults", "titleResults", "total"),
    ("pageData", "chartTitles", "pageInfo", "total"),
    ("mainColumnData", "list", "titleListItemSearch", "total"),
)
_LIST_PATHS = re.compile(
    r"/(search/title|chart|find|list|user/ur\d+/(?:watchlist|ratings)|india|what-to-watch)\b"
)
_KIND_NAMES: Mapping[str, str] = {
    "search/title": "search",
    "chart": "chart",
    "find": "find",
    "india": "chart",
}
_PLAIN_YEARS = frozenset({"lister-item", "results-table"})
"""Layouts that mark a film by nothing but its year; a search for series marks those of one year so, too."""
_KIND_IN_HEADING = re.compile(
    r"TV (?:Mini-?\s?)?(?:Series|Episode|Special|Short)|Video Game|Video|Short", re.IGNORECASE
)
_PAGE_TYPES: Mapping[str, str] = {"advsearch": "search", "chart": "chart", "find": "find", "list": "list"}
"""`pageType` of the head → kind."""
_MOVIE_PARTS = frozenset({"top250movie", "moviemeter", "boxoffice", "bottom100"})
"""`subpageType`s of charts that list films only."""
_MOVIE_CHARTS = re.compile(
    r"/chart/(?:top/?$|top\?|moviemeter|bottom|boxoffice|top-english-movies)|/india/top-rated"
)
_MOVIE_CHART_NAMES = re.compile(
    r"Top (?:250|Rated) (?:Movies|English|Indian|Titles)|Most Popular Movies|IMDb Top 250|Bottom 100|Box Office",
    re.I,
)


def list_kind(page: Page) -> str | None:
    """What kind of list page this is by its own word: search, chart, find, list; None for no list."""
    props = page.next_props
    for kind, paths in _PATHS.items():
        if any(dig(props, *path) is not None for path in paths):
            return kind
    found = _LIST_PATHS.search(page.address)
    if found is not None:
        return _KIND_NAMES.get(found[1], "list")
    stated = page.meta("pageType") or page.meta("imdb:pageType")
    if stated in _PAGE_TYPES:
        return _PAGE_TYPES[stated]
    if page.json is not None and any(find_lists(props)):
        return "query"
    return None


def read_list(page: Page, kind: str | None) -> list[FilmRecord] | None:
    """The page's titles, or None when it is no list page.

    Args:
        kind: as `list_kind` found it; None for a page that does not say and may yet hold rows of titles.

    Raises:
        PageError: the page says it lists titles, and none can be read from it.
    """
    gathered: dict[str, tuple[str, Facts]] = {}
    if kind is not None:
        _gather(gathered, "next-data", _next_items(page, kind))
        _gather(gathered, "json-ld", _ld_items(page))
    if (found := list_items(page.soup)) is not None:
        layout, fields = found
        kind = kind or _kind_of_layout(layout)
        if kind == "chart" and _lists_films(page):
            fields = [{**entry, "kind": "movie"} for entry in fields]
        if layout in _PLAIN_YEARS and (asked := _asked_kinds(page)) and "movie" not in asked:
            plain = asked[0] if len(asked) == 1 else None
            fields = [{**entry, "kind": plain} if entry["kind"] == "movie" else entry for entry in fields]
        _gather(gathered, layout, fields)
    if kind is None:
        return None
    if not gathered:
        _explain_nothing(page, kind)
    return [facts.record(f"{kind}/{layout}") for layout, facts in gathered.values()]


def read_suggestions(page: Page) -> list[FilmRecord] | None:
    """Titles of a suggestion file (`d[].{id,l,y,qid}`), or None when it is none."""
    listed = dig(page.json, "d")
    if not isinstance(listed, list):
        return None
    gathered: dict[str, tuple[str, Facts]] = {}
    _gather(gathered, "suggestion", [_suggestion(entry) for entry in listed if isinstance(entry, Mapping)])
    return [facts.record("suggestion/json") for _, facts in gathered.values()]


def _suggestion(entry: Mapping[str, Any]) -> dict[str, Any]:
    image = entry.get("i")
    address = dig(image, "imageUrl") or dig(image, 0)
    return {
        "imdb_id": read.title_id(str(entry.get("id") or "")),
        "title": read.squeeze(str(entry.get("l") or "")),
        "year": read.year(entry.get("y") or entry.get("yr")),
        "kind": read.kind(str(entry.get("qid") or "")) or read.kind(str(entry.get("q") or "")),
        "cast": read.names(str(entry.get("s") or "").split(",")),
        "poster_url": address if isinstance(address, str) and address.startswith("http") else None,
    }


def _gather(gathered: dict[str, tuple[str, Facts]], layout: str, entries: list[dict[str, Any]]) -> None:
    """Titles not listed yet go to the end; what is listed gains the fields it lacked."""
    for fields in entries:
        if not fields.get("imdb_id") or not fields.get("title"):
            continue
        _, facts = gathered.setdefault(fields["imdb_id"], (layout, Facts()))
        facts.offer(layout, fields)


def _next_items(page: Page, kind: str) -> list[dict[str, Any]]:
    props = page.next_props
    for path in _PATHS.get(kind, ()):
        nodes = [node for entry in items(dig(props, *path)) if (node := unwrapped(entry)) is not None]
        if nodes:
            return [_list_fields(node) for node in nodes]
    lists = list(find_lists(props))
    longest = max(lists, key=len, default=[])
    return [_list_fields(node) for entry in longest if (node := unwrapped(entry)) is not None]


def _list_fields(node: Mapping[str, Any]) -> dict[str, Any]:
    fields = title_fields(node)
    if "titleNameText" in node and fields["kind"] is None:
        fields["kind"] = read.kind(str(node.get("imageType") or "")) or "movie"
    return fields


def _ld_items(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for listed in page.json_ld:
        if listed.get("@type") != "ItemList":
            continue
        for element in items(listed.get("itemListElement")):
            item = dig(element, "item") or element
            if is_title(item):
                fields = ld_fields(item)
                found.append({name: value for name, value in fields.items() if name != "kind"})
    return found


def _kind_of_layout(layout: str) -> str:
    return {
        "chart-table": "chart",
        "find-list": "find",
        "results-table": "search",
        "lister-item": "search",
    }.get(layout, "list")


def _lists_films(page: Page) -> bool:
    heading = page.soup.select_one("h1")
    said = " ".join(
        (page.meta("og:title"), heading.get_text(" ") if heading else "", str(page.soup.title or ""))
    )
    part = page.meta("subpageType") or page.meta("imdb:subPageType")
    return part in _MOVIE_PARTS or bool(_MOVIE_CHARTS.search(page.address) or _MOVIE_CHART_NAMES.search(said))


def _asked_kinds(page: Page) -> list[str]:
    """Kinds that a search's heading names: "TV Series, Horror (Sorted by …)", "Feature Film/TV Movie, …"."""
    heading = read.squeeze(page.meta("og:title") or page.title)
    if re.search(r"\b(?:Features?|Films?|Movies?)\b", heading):
        return []
    return [kind for words in _KIND_IN_HEADING.findall(heading) if (kind := read.kind(words))]


def _explain_nothing(page: Page, kind: str) -> None:
    totals = [total for path in _TOTALS if isinstance(total := dig(page.next_props, *path), int)]
    listed = [items(dig(page.next_props, *path)) for path in _PATHS.get(kind, ())]
    stated = [path for path in _PATHS.get(kind, ()) if isinstance(dig(page.next_props, *path), list)]
    empty = totals[0] == 0 if totals else bool(stated) and not any(listed)
    if empty or (not totals and says_nothing_found(page.soup)):
        return
    said = f"says it lists {totals[0]:,} titles, but" if totals else "looks like a list of titles, but"
    raise PageError(f"the page {said} neither __NEXT_DATA__, JSON-LD nor rows of a known layout hold one")
