"""A title page's DOM until 2020, and of reference pages until 2024 → fields of a record."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag

from scrapers import imdb_values as read
from scrapers.imdb_dom import (
    attribute,
    first_attribute,
    first_text,
    labelled,
    own_text,
    people_of,
    picture,
    text_of,
    texts,
)
from scrapers.imdb_places import countries, languages
from scrapers.imdb_words import CAST_WORDS, DIRECTOR_WORDS

_MORE = re.compile(
    r"\s*(?:See full (?:summary|synopsis)|Full summary|Read all|Add a Plot|\.\.\. ?See more).*$", re.I
)
_ORIGINAL = re.compile(
    r"\s*\((?:original title|originaltitel|titre original|título original|titolo originale)\)", re.I
)


_YEAR_BEHIND = re.compile(r"\s*\((?:\s*\d{4}[\s\d–—-]*)?\s*\)$")
"""Also empty brackets, where the year is a link of its own."""

_WIDGET = "#title-overview-widget"
"""Around all layouts' facts from 2012 to 2020; what is looked for nowhere else is looked for here."""


def plot_text(text: str) -> str | None:
    """A plot without the links that follow it."""
    return _MORE.sub("", text).strip() or None


def title_wrapper(soup: BeautifulSoup, block: Tag) -> dict[str, Any]:
    """2015-2020: a title bar, a line of `.subtext`, microdata until 2018."""
    heading = block.select_one(".title_wrapper h1") or block.select_one("h1")
    line = soup.select_one(".title_wrapper .subtext") or soup.select_one(".subtext")
    release = first_text(soup, '.subtext a[href*="releaseinfo"]')
    full = first_text(soup, ".title_wrapper h1 #titleYear", "#titleYear")
    series = bool(soup.select_one(".titleParent"))
    marked = read.year_mark(text_of(heading))
    return {
        "title": _name(heading),
        "original_title": _original(first_text(soup, ".originalTitle")),
        "year": read.year(full) or read.year(release) or (read.year(marked[1]) if marked else None),
        "kind": "tvEpisode" if series else leading_kind(release),
        **_marks(
            soup,
            ".imdbRating",
            ".ratingValue strong span",
            '.imdbRating [itemprop="ratingCount"], .imdbRating a .small',
        ),
        "genres": _longest(soup, "#titleStoryLine", ".subtext", _WIDGET),
        "runtime_minutes": duration(soup, ".title_wrapper", "#titleDetails", ".subtext", _WIDGET),
        "certificate": first_attribute(soup, '.subtext [itemprop="contentRating"]', "content")
        or _subtext_certificate(line),
        "metascore": read.score(first_text(soup, ".metacriticScore")),
        "plot": plot_text(
            first_text(
                soup,
                ".summary_text .plot-text",
                ".plot_summary .summary_text",
                ".summary_text",
                '#titleStoryLine [itemprop="description"] p',
                f'{_WIDGET} [itemprop="description"]',
            )
        ),
        "poster_url": picture(soup.select_one(".poster img")),
        "directors": _credited(soup, ".credit_summary_item", "h4", DIRECTOR_WORDS, "director"),
        "cast": _cast_table(soup) or _credited(soup, ".credit_summary_item", "h4", CAST_WORDS, "actors"),
        **_places(soup, "#titleDetails"),
    }


def _name(heading: Tag | None) -> str:
    """A heading's name without the year that follows it."""
    named = heading.select_one('[itemprop="name"]:not(.title-extra)') if heading is not None else None
    if named is not None:
        return own_text(named) or text_of(named)
    return _YEAR_BEHIND.sub("", own_text(heading)) or _YEAR_BEHIND.sub("", text_of(heading))


def leading_kind(release: str) -> str | None:
    """From what stands in place of a release day: "TV Series (2008–2013)", "Episode aired …", "Video Game released …"."""
    before = re.split(r"[\d(]", release, maxsplit=1)[0]
    return read.kind(before)


def _subtext_certificate(line: Tag | None) -> str | None:
    """The line's own first words, which are a certificate when a bar follows them."""
    own = own_text(line).split("|")[0].strip(" ,") if line is not None else ""
    return own if own and len(own) <= len("Not Rated ") and not read.minutes(own) else None


def overview_top(soup: BeautifulSoup, block: Tag) -> dict[str, Any]:
    """2011-2015: a heading, an info bar, a star box."""
    name = block.select_one('h1.header [itemprop="name"]:not(.title-extra)') or block.select_one("h1")
    bar = text_of(block.select_one(".infobar"))
    mark = first_text(block, "h1.header .nobr", "h1 span.nobr", "h1 span:not([itemprop])")
    episode = block.select_one(".tv_header") is not None
    return {
        "title": own_text(name) or text_of(name),
        "original_title": _original(first_text(block, ".title-extra")),
        "year": read.year(mark) or (read.year(bar) if episode else None),
        "kind": "tvEpisode" if episode else read.kind(re.split(r"[\d|]", bar)[0]) or _series(mark),
        **_marks(soup, "#overview-top", ".star-box-giga-star", '#overview-top [itemprop="ratingCount"]'),
        "genres": _longest(soup, "#titleStoryLine", ".infobar"),
        "runtime_minutes": duration(soup, ".infobar", "#titleDetails"),
        "certificate": first_attribute(block, '.infobar [itemprop="contentRating"]', "content", "title"),
        "metascore": read.score(first_text(block, 'a[href*="criticreviews"]', 'a[href*="metacritic"]')),
        "plot": plot_text(first_text(block, 'p[itemprop="description"]', '[itemprop="description"]')),
        "poster_url": picture(soup.select_one("#img_primary img")),
        "directors": _credited(soup, "#overview-top .txt-block", "h4", DIRECTOR_WORDS, "director"),
        "cast": _cast_table(soup) or _credited(soup, "#overview-top .txt-block", "h4", CAST_WORDS, "actors"),
        **_places(soup, "#titleDetails"),
    }


def _series(mark: str) -> str | None:
    return read.kind(mark) or ("tvSeries" if read.spans_years(mark) else None)


def _marks(soup: BeautifulSoup, root: str, shown: str, counted: str) -> dict[str, Any]:
    """Rating and votes, of microdata first, then of what is shown."""
    value = first_text(soup, f'{root} [itemprop="ratingValue"]', shown, f'{_WIDGET} [itemprop="ratingValue"]')
    sentence = first_attribute(soup, f'{root} [title*="based on"]', "title")
    votes = first_text(soup, counted, f'{_WIDGET} [itemprop="ratingCount"]') or first_attribute(
        soup, f'{root} [itemprop="ratingCount"], {_WIDGET} [itemprop="ratingCount"]', "content"
    )
    return {
        "rating": read.mark(value) or read.mark(sentence),
        "votes": read.count(votes) if votes else read.count(sentence.partition(" on ")[2]),
    }


def _longest(soup: BeautifulSoup, *roots: str) -> tuple[str, ...]:
    """Genres of the place that lists most: the line under the heading stops at three."""
    lists = [
        read.genres(
            texts(soup, f'{root} [itemprop="genre"] a', f'{root} [itemprop="genre"]', f'{root} a[href*="genres="]', f'{root} a[href*="/genre/"]')
        )
        for root in roots
    ]  # fmt: skip
    return max(lists, key=len, default=())


def duration(soup: BeautifulSoup, *roots: str) -> int | None:
    """Minutes of the first `<time>` that is a running time, root by root."""
    for root in roots:
        for tag in soup.select(f"{root} time"):
            found = read.minutes(attribute(tag, "datetime")) or read.minutes(text_of(tag))
            if found:
                return found
    return None


def _credited(
    soup: BeautifulSoup, block: str, label: str, words: frozenset[str], role: str
) -> tuple[str, ...]:
    named = texts(soup, f'[itemprop="{role}"] [itemprop="name"]')
    if named:
        return read.names(named)
    blocks = labelled(soup, block, label, words)
    return read.names(name for tag in blocks for name in people_of(tag))


def _cast_table(soup: BeautifulSoup) -> tuple[str, ...]:
    return read.names(
        texts(
            soup,
            'table.cast_list [itemprop="actor"] [itemprop="name"]',
            'table.cast_list td:not(.primary_photo):not(.character) a[href*="/name/nm"]',
            'table.cast td.nm a[href*="/name/nm"]',
        )
    )


def _places(soup: BeautifulSoup, root: str) -> dict[str, Any]:
    return {
        "languages": languages(soup, f'{root} a[href*="/language/"]', f'{root} a[href*="primary_language"]'),
        "countries": countries(soup, f'{root} a[href*="/country/"]', f'{root} a[href*="country_of_origin"]'),
    }


def _original(text: str) -> str | None:
    return read.unquoted(_ORIGINAL.sub("", read.squeeze(text))) or None


def reference(soup: BeautifulSoup, header: Tag) -> dict[str, Any]:
    """Reference view, 2017-2022."""
    heading = header.select_one('h3[itemprop="name"]') or header.select_one("h3")
    line = texts(header, "ul.ipl-inline-list li.ipl-inline-list__item", "ul li")
    marks = [part for part in line if read.year(part) is None or read.kind(part)]
    year = first_text(header, ".titlereference-title-year")
    section = ".titlereference-section-overview"
    return {
        "title": own_text(heading) or text_of(heading),
        "original_title": _reference_original(header, heading),
        "year": read.year(year) or next((y for part in line if (y := read.year(part))), None),
        "kind": next((kind for part in reversed(marks) if (kind := leading_kind(part))), None)
        or _series(year),
        "rating": read.mark(
            first_text(soup, ".titlereference-header .ipl-rating-star__rating", ".ipl-rating-star__rating")
        ),
        "votes": read.count(
            first_text(
                soup, ".titlereference-header .ipl-rating-star__total-votes", ".ipl-rating-star__total-votes"
            )
            or None
        ),
        "genres": read.genres(
            texts(
                soup,
                '.titlereference-header a[href*="/genre/"]',
                '.titlereference-header a[href*="genres="]',
                '.ipl-zebra-list a[href*="/genre/"]',
            )
        ),
        "runtime_minutes": next(
            (m for part in line if not read.year(part) and (m := read.minutes(part))), None
        )
        or _zebra_minutes(soup),
        "certificate": first_text(header, 'a[href*="certificates="]', 'a[href*="#certificates"]') or None,
        "metascore": read.score(
            first_text(soup, ".titlereference-header .metacritic", ".titlereference-header .metascore")
            or None
        ),
        "plot": plot_text(first_text(soup, f"{section} > div:first-of-type"))
        if soup.select_one(f"{section} > hr")
        else None,
        "poster_url": picture(soup.select_one("img.titlereference-primary-image")),
        "directors": _credited(soup, ".titlereference-overview-section", "li", frozenset(), "director")
        or _overview_people(soup, DIRECTOR_WORDS),
        "cast": _cast_table(soup),
        **_places(soup, ".ipl-zebra-list"),
    }


def _zebra_minutes(soup: BeautifulSoup) -> int | None:
    rows = labelled(soup, "tr.ipl-zebra-list__item", ".ipl-zebra-list__label", ("runtime",))
    return next((m for row in rows if (m := read.minutes(text_of(row)))), None)


def _reference_original(header: Tag, heading: Tag | None) -> str | None:
    label = header.select_one(".titlereference-original-title-label")
    if label is None or label.previous_sibling is None:
        return None
    before = label.previous_sibling
    return _original(text_of(before) if isinstance(before, Tag) else str(before))


def _overview_people(soup: BeautifulSoup, words: frozenset[str]) -> tuple[str, ...]:
    for section in soup.select(".titlereference-overview-section"):
        if own_text(section).rstrip(":").casefold() in words:
            return read.names(people_of(section))
    return ()


def combined(soup: BeautifulSoup, heading: Tag) -> dict[str, Any]:
    """The "combined details" page, until 2017."""
    whole = text_of(heading)
    span = text_of(heading.select_one("span"))
    episode = text_of(heading.select_one("span em"))
    own = own_text(heading)
    root = "#tn15content"
    return {
        "title": episode or read.unquoted(own),
        "original_title": _original(first_text(heading, ".title-extra i", ".title-extra"))
        if heading.select_one(".title-extra")
        else None,
        "year": read.year(span) or read.year(whole.rpartition("(")[2]),
        "kind": "tvEpisode" if episode else _combined_kind(own, span),
        "rating": read.mark(
            first_text(
                soup,
                "#tn15rating .starbar-meta b",
                "#tn15rating b",
                ".general.rating b",
                "#tn15content .meta b",
            )
        ),
        "votes": read.count(
            first_text(
                soup,
                '#tn15rating a[href*="ratings"]',
                "#tn15rating .tn15more",
                '#tn15content .meta a[href*="ratings"]',
            )
            or None
        ),
        "genres": read.genres(texts(soup, f'{root} a[href*="/Genres/" i]', f'{root} a[href*="/genre/"]')),
        "runtime_minutes": _info_minutes(soup),
        "plot": _info_plot(soup),
        "poster_url": picture(soup.select_one('a[name="poster"] img')),
        "directors": read.names(people_of(soup.select_one("#director-info"))),
        "cast": _cast_table(soup),
        "languages": languages(soup, f'{root} a[href*="/language/"]', f'{root} a[href*="/Languages/"]'),
        "countries": countries(soup, f'{root} a[href*="/country/"]', f'{root} a[href*="/Countries/"]'),
    }


def _combined_kind(own: str, span: str) -> str | None:
    """Series stand in quotes; others say (TV), (V), (VG) after the year."""
    for mark in re.findall(r"\(([^()\d]+)\)", span):
        if kind := read.kind(mark):
            return kind
    return "tvSeries" if read.unquoted(own) != own else read.kind(re.sub(r"[^A-Za-z ]", " ", span))


def _info(soup: BeautifulSoup, words: tuple[str, ...]) -> str:
    found = next(labelled(soup, "div.info", "h5", words), None)
    return first_text(found, ".info-content") or text_of(found) if found is not None else ""


def _info_minutes(soup: BeautifulSoup) -> int | None:
    return read.minutes(_info(soup, ("runtime", "laufzeit")))


def _info_plot(soup: BeautifulSoup) -> str | None:
    text = re.split(
        r"\s*(?:full summary|full synopsis|add synopsis|\|)", _info(soup, ("plot", "tagline")), flags=re.I
    )
    return text[0].strip() or None
