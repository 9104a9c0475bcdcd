"""A list page's DOM → one mapping of fields a title, for each layout IMDb has had since 2011."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag

from scrapers import imdb_values as read
from scrapers.imdb_dom import attribute, first_attribute, first_text, own_text, picture, text_of, texts
from scrapers.imdb_title_old_dom import plot_text

LONGEST_FILM_HOURS = 5.5
"""Longer ones among what a search lists are series told in parts."""
_RANK = re.compile(r"^\s*#?[\d.,]+\.\s+")
_OWN_STAR = {"ipc-rating-star--currentUser", "ipc-rating-star--rate"}
_AFTER_MARK = re.compile(r"^.*?(?:\bon\b|\()")
_CREDITS = re.compile(r"\b(Dir(?:ector)?s?|Stars?|With)\s*:", re.IGNORECASE)


def list_items(soup: BeautifulSoup) -> tuple[str, list[dict[str, Any]]] | None:
    """Name of the layout and its titles in order; None when the page has none of the layouts."""
    for layout, (selector, reader) in _LAYOUTS.items():
        tags = soup.select(selector)
        found = [fields for tag in tags if (fields := reader(tag)) and fields["imdb_id"] and fields["title"]]
        if found:
            return layout, found
    return None


def says_nothing_found(soup: BeautifulSoup) -> bool:
    """Whether the page itself says that its search found nothing."""
    said = text_of(soup.body or soup).casefold()
    return any(
        words in said for words in ("no results found", "no results.", "keine ergebnisse", "aucun résultat")
    )


def _title_link(tag: Tag, *selectors: str) -> Tag | None:
    """The first link that names the row's title; some saved pages have lost their links' addresses."""
    links = [link for selector in selectors for link in tag.select(selector) if text_of(link)]
    addressed = (link for link in links if read.title_id(attribute(link, "href")))
    return next(addressed, links[0] if links else None)


def _row_id(tag: Tag, link: Tag) -> str | None:
    """The id in a link's address, else the one its row keeps for the watchlist."""
    return read.title_id(attribute(link, "href")) or read.title_id(
        first_attribute(
            tag, "[data-tconst], [data-titleid], [data-const]", "data-tconst", "data-titleid", "data-const"
        )
    )


def _ipc(tag: Tag) -> dict[str, Any]:
    """Since 2023: search, chart, list; find since 2022."""
    link = _title_link(
        tag, "a.ipc-title-link-wrapper", "a.ipc-metadata-list-summary-item__t", 'a[href*="/title/tt"]'
    )
    if link is None:
        return {}
    marks = texts(
        tag,
        ".dli-title-metadata-item",
        ".cli-title-metadata-item",
        ".ipc-metadata-list-summary-item__li",
        ".ipc-inline-list__item",
    )
    typed = first_text(tag, ".dli-title-type-data", ".cli-title-type-data")
    year_mark = next((m for m in marks if read.year(m) and len(m) <= len("2008–2013")), "")
    rest = [m for m in marks if m != year_mark]
    kind = read.kind(typed) or next((k for m in rest if (k := read.whole_kind(m))), None)
    return {
        "imdb_id": _row_id(tag, link),
        "title": _RANK.sub("", first_text(link, ".ipc-title__text")) or text_of(link),
        "year": read.year(year_mark),
        "kind": kind or ("tvSeries" if read.spans_years(f"{year_mark} ") else "movie" if year_mark else None),
        **_star(tag),
        "runtime_minutes": next((m for part in rest if (m := read.minutes(part))), None),
        "certificate": _certificate(tag),
        "metascore": read.score(first_text(tag, ".metacritic-score-box", ".metacritic-score-label") or None),
        "plot": plot_text(
            first_text(
                tag, ".dli-plot-container", ".ipc-html-content-inner-div", ".title-description-plot-container"
            )
        ),
        "poster_url": picture(tag.select_one("img.ipc-image")),
    }


def _star(tag: Tag) -> dict[str, Any]:
    """IMDb's star, not the visitor's own: the mark inside it, in it (2023), or in its label."""
    star = next(
        (s for s in tag.select(".ipc-rating-star") if not _OWN_STAR & set(s.get_attribute_list("class"))),
        None,
    )
    if star is None:
        return {}
    shown = first_text(star, ".ipc-rating-star--rating") or own_text(star)
    votes = first_text(star, ".ipc-rating-star--voteCount")
    return {
        "rating": read.mark(shown) or read.mark(attribute(star, "aria-label")),
        "votes": read.count(votes or text_of(star).partition("(")[2] or None),
    }


def _certificate(tag: Tag) -> str | None:
    """What stands in the line under the title and is neither year, length nor kind."""
    marks = texts(tag, ".dli-title-metadata-item", ".cli-title-metadata-item")
    return next(
        (m for m in marks if not read.year(m) and not read.minutes(m) and not read.whole_kind(m)), None
    )


def _lister(tag: Tag) -> dict[str, Any]:
    """2016-2023: advanced search and lists."""
    header = tag.select_one(".lister-item-header") or tag
    links = [link for link in header.select("a") if text_of(link)]
    if not links:
        return {}
    link = links[-1]
    spans = header.select(".lister-item-year")
    mark = text_of(spans[-1]) if spans else ""
    counted = tag.select('span[name="nv"][data-value]')
    votes = attribute(counted[0], "data-value") or text_of(counted[0]) if counted else ""
    sentence = first_attribute(tag, '[title*=" votes"], [title*="based on"], [title*="base on"]', "title")
    return {
        "imdb_id": _row_id(tag, link),
        "title": text_of(link),
        "year": read.year(mark),
        "kind": "tvEpisode" if link is not links[0] else _lister_kind(tag, mark),
        "rating": read.mark(
            first_attribute(tag, '[name="ir"][data-value]', "data-value")
            or first_attribute(tag, '[itemprop="ratingValue"]', "content")
            or first_text(
                tag, ".ratings-imdb-rating strong", ".ipl-rating-star__rating", ".col-imdb-rating strong"
            )
            or None
        ),
        "votes": read.count(votes or first_attribute(tag, '[itemprop="ratingCount"]', "content") or None)
        or read.count(_AFTER_MARK.sub("", sentence) or None),
        "genres": read.genres(texts(tag, ".genre")),
        "runtime_minutes": read.minutes(first_text(tag, ".runtime") or None),
        "certificate": first_text(tag, ".certificate") or None,
        "metascore": read.score(first_text(tag, ".metascore") or None),
        "plot": _lister_plot(tag),
        "poster_url": picture(tag.select_one(".lister-item-image img")),
        **_credits(tag),
    }


def _lister_kind(tag: Tag, mark: str) -> str | None:
    """A mini-series of one year is marked like a film; but it names no director, and runs on television."""
    kind = kind_of_mark(mark)
    if kind != "movie" or not (said := _credits(tag))["cast"] or said["directors"]:
        return kind
    hours = (read.minutes(first_text(tag, ".runtime")) or 0) / 60
    televised = first_text(tag, ".certificate").startswith("TV-")
    return "tvMiniSeries" if televised or hours > LONGEST_FILM_HOURS else kind


def kind_of_mark(mark: str) -> str | None:
    """From a bracket after a name: "(2008–2013)" is a series, "(2016 TV Movie)" says it, "(I) (2016)" is a film."""
    if not read.year(mark):
        return read.kind(mark)
    words = re.sub(r"\b[IVXLC]+\b|[\d()–—-]", " ", mark)
    return read.kind(words) or ("tvSeries" if read.spans_years(mark.rstrip(")") + " ") else "movie")


def _lister_plot(tag: Tag) -> str | None:
    """The first paragraph that holds neither marks nor people."""
    marks = ".runtime, .genre, .certificate, .ghost, [name=nv]"
    plain = (p for p in tag.select("p.text-muted, .lister-item-content > p") if not p.select(marks))
    said = (text_of(paragraph) for paragraph in plain)
    return next((plot for text in said if not _CREDITS.search(text) and (plot := plot_text(text))), None)


def _credits(tag: Tag) -> dict[str, Any]:
    """ "Director: A | Stars: B, C" of a search result: links in the order of their labels."""
    people: dict[str, list[str]] = {"directors": [], "cast": []}
    for paragraph in tag.select("p, .credit"):
        if not _CREDITS.search(text_of(paragraph)) or not paragraph.select('a[href*="/name/nm"]'):
            continue
        role = ""
        for part in paragraph.descendants:
            if isinstance(part, Tag):
                if part.name == "a" and role:
                    people[role].append(text_of(part))
            elif found := _CREDITS.findall(str(part)):
                role = "directors" if found[-1].casefold().startswith("dir") else "cast"
    return {role: read.names(found) for role, found in people.items()}


def _chart_row(tag: Tag) -> dict[str, Any]:
    """Charts until 2023: a table with a poster, a title and a rating column."""
    link = _title_link(tag, "td.titleColumn a", 'a[href*="/title/tt"]')
    if link is None:
        return {}
    mark = first_text(tag, "td.titleColumn .secondaryInfo", "td.titleColumn span")
    sentence = first_attribute(tag, '[title*="based on"]', "title")
    counted = first_attribute(tag, 'span[name="nv"][data-value]', "data-value")
    people = attribute(link, "title").split(", ")
    return {
        "imdb_id": _row_id(tag, link),
        "title": text_of(link),
        "year": read.year(mark),
        "kind": None,
        "rating": read.mark(
            first_text(tag, "td.imdbRating strong", "td.ratingColumn strong")
            or first_attribute(tag, 'span[name="ir"][data-value]', "data-value")
            or None
        ),
        "votes": read.count(_AFTER_MARK.sub("", sentence) or None) or read.count(counted or None),
        "directors": read.names(p.removesuffix("(dir.)") for p in people if p.endswith("(dir.)")),
        "cast": read.names(p for p in people if not p.endswith("(dir.)")),
        "poster_url": picture(tag.select_one("td.posterColumn img")),
    }


def _result_row(tag: Tag) -> dict[str, Any]:
    """Advanced search until 2016: a table of results."""
    link = _title_link(tag, "td.title > a", "td.title a")
    if link is None:
        return {}
    episode = _title_link(tag, ".episode a")
    mark = first_text(tag, ".episode .year_type") if episode else first_text(tag, ".year_type")
    sentence = first_attribute(tag, ".rating[title]", "title")
    return {
        "imdb_id": _row_id(tag, episode or link),
        "title": text_of(episode or link),
        "year": read.year(mark),
        "kind": "tvEpisode" if episode else kind_of_mark(mark),
        "rating": read.mark(first_text(tag, ".user_rating .value", ".rating-rating .value") or None),
        "votes": read.count(_AFTER_MARK.sub("", sentence) or None),
        "genres": read.genres(texts(tag, ".genre a", ".genre")),
        "runtime_minutes": read.minutes(first_text(tag, ".runtime") or None),
        "certificate": first_attribute(tag, ".certificate [title]", "title") or None,
        "plot": plot_text(first_text(tag, ".outline")),
        "poster_url": picture(tag.select_one("td.image img")),
        **_credits(tag),
    }


def _find_row(tag: Tag) -> dict[str, Any]:
    """Find until 2022: a cell with a link, "(1999)" and "(TV Series)" after it."""
    link = _title_link(tag, 'a[href*="/title/tt"]')
    if link is None:
        return {}
    after = "".join(_texts_after(link))
    marks = re.findall(r"\(([^()]*)\)", after)
    year = next((m for m in marks if read.year(m)), "")
    kind = next((k for m in marks if not read.year(m) and (k := read.kind(m))), None)
    return {
        "imdb_id": _row_id(tag, link),
        "title": text_of(link),
        "year": read.year(year),
        "kind": kind or ("tvSeries" if read.spans_years(f"{year} ") else "movie"),
        "poster_url": picture((tag.parent or tag).select_one("td.primary_photo img")),
    }


def _texts_after(link: Tag) -> Iterator[str]:
    """What follows a link on its own line; the next lines are of the series or of another name."""
    for sibling in link.next_siblings:
        if isinstance(sibling, Tag):
            if sibling.name in ("br", "small", "i"):
                return
            yield text_of(sibling)
        else:
            yield str(sibling)


_LAYOUTS: Mapping[str, tuple[str, Callable[[Tag], dict[str, Any]]]] = {
    "ipc-list": ("li.ipc-metadata-list-summary-item", _ipc),
    "lister-item": ("div.lister-item", _lister),
    "chart-table": ("tbody.lister-list tr, table.chart tbody tr", _chart_row),
    "results-table": ("table.results tr.detailed, table.results tr.odd, table.results tr.even", _result_row),
    "find-list": (".findList td.result_text", _find_row),
}
"""Layout → its rows, and their reader."""
