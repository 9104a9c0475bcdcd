"""A title page's DOM → fields of a record, for each layout IMDb has had since 2011.

Classes that start with `sc-` are hashes of one build and never used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
_OUT_OF_TEN = re.compile(r"(\d+(?:[.,]\d)?)\s*/\s*10\b")
_ORIGINAL = re.compile(
    r"\s*\((?:original title|originaltitel|titre original|título original|titolo originale)\)", re.I
)


def title_fields(soup: BeautifulSoup) -> tuple[str, dict[str, Any]] | None:
    """Name of the layout and what its places say; None when the page has none of the layouts."""
    for layout, (signature, reader) in _LAYOUTS.items():
        if (root := soup.select_one(signature)) is not None:
            return layout, reader(soup, root)
    return None


def plain_fields(soup: BeautifulSoup) -> dict[str, Any]:
    """What microdata and the marks' bar say on a title page of no known layout, such as a phone's."""
    bar = first_text(soup, "#ratings-bar", ".ratings-bar", '[itemprop="aggregateRating"]')
    shown = _OUT_OF_TEN.search(bar)
    return {
        "rating": read.mark(first_text(soup, '[itemprop="ratingValue"]'))
        or (read.mark(shown[1]) if shown else None),
        "votes": read.count(
            first_text(soup, '[itemprop="ratingCount"]') or (bar[shown.end() :] if shown else None)
        ),
        "genres": read.genres(
            texts(soup, '[itemprop="genre"]', 'h1 ~ * a[href*="genres="]', 'h1 ~ * a[href*="/genre/"]')
        ),
        "runtime_minutes": _duration(soup, "body"),
        "certificate": first_attribute(soup, '[itemprop="contentRating"]', "content") or None,
        "plot": plot_text(first_text(soup, '[itemprop="description"]')),
        "kind": None,
    }


def plot_text(text: str) -> str | None:
    """A plot without the links that follow it."""
    return _MORE.sub("", text).strip() or None


def _hero(soup: BeautifulSoup, heading: Tag) -> dict[str, Any]:
    """Since 2021: places have a `data-testid`."""
    marks = _hero_marks(heading)
    year_text = next((m for m in marks if read.year(m)), "")
    score = first_text(soup, "[data-testid=hero-rating-bar__aggregate-rating__score]")
    original = first_text(soup, "[data-testid=hero-title-block__original-title]", "h1 ~ div")
    return {
        "title": first_text(heading, "[data-testid=hero__primary-text]") or text_of(heading),
        "original_title": original.partition(":")[2].strip() if "origin" in original.partition(":")[0].casefold() else None,
        "year": read.year(year_text),
        "kind": next((kind for m in marks if (kind := _leading_kind(m))), None)
        or ("tvSeries" if read.spans_years(year_text) else None),
        "rating": read.mark(score),
        "votes": _hero_votes(soup),
        "genres": read.genres(
            texts(
                soup,
                "[data-testid=storyline-genres] a.ipc-metadata-list-item__list-content-item",
                "[data-testid=genres] .ipc-chip__text",
                "[data-testid=genres] a",
            )
        ),
        "runtime_minutes": next((m for mark in marks if not read.year(mark) and (m := read.minutes(mark))), None)
        or read.minutes(first_text(soup, "[data-testid=title-techspec_runtime] .ipc-metadata-list-item__content-container")),
        "certificate": first_text(soup, '[data-testid=hero-title-block__metadata] a[href*="parentalguide"]', 'h1 ~ ul a[href*="parentalguide"]'),
        "metascore": read.score(first_text(soup, ".metacritic-score-box", ".score-meta")),
        "plot": plot_text(first_text(soup, "[data-testid=plot-xl]", "[data-testid=plot-l]", "[data-testid=plot-xs_to_m]", "[data-testid=plot]")),
        "poster_url": picture(soup.select_one("[data-testid=hero-media__poster] img")),
        "directors": _hero_credits(soup, DIRECTOR_WORDS),
        "cast": read.names(texts(soup, "[data-testid=title-cast-item__actor]")) or _hero_credits(soup, CAST_WORDS),
        "languages": languages(soup, "[data-testid=title-details-languages] a"),
        "countries": countries(soup, "[data-testid=title-details-origin] a"),
    }  # fmt: skip


def _hero_marks(heading: Tag) -> list[str]:
    """The line under the heading: "TV Series", "2008–2013", "TV-MA", "49m"."""
    block = heading.find_parent(attrs={"data-testid": "hero-title-block__title-block"}) or heading.parent
    for root in (block, block.parent if block is not None else None):
        if root is not None and (
            found := texts(root, "ul[data-testid=hero-title-block__metadata] li", "ul.ipc-inline-list li")
        ):
            return found
    return []


def _hero_votes(soup: BeautifulSoup) -> int | None:
    for score in soup.select("[data-testid=hero-rating-bar__aggregate-rating__score]"):
        for sibling in score.find_next_siblings():
            if (votes := read.count(text_of(sibling))) is not None:
                return votes
    return None


def _hero_credits(soup: BeautifulSoup, words: frozenset[str]) -> tuple[str, ...]:
    blocks = labelled(
        soup, "[data-testid=title-pc-principal-credit]", ".ipc-metadata-list-item__label", words
    )
    return next((names for block in blocks if (names := read.names(people_of(block)))), ())


def _wrapper(soup: BeautifulSoup, block: Tag) -> dict[str, Any]:
    """2015-2020: a title bar, a line of `.subtext`, microdata until 2018."""
    heading = block.select_one(".title_wrapper h1") or block.select_one("h1")
    line = soup.select_one(".title_wrapper .subtext") or soup.select_one(".subtext")
    release = first_text(soup, '.subtext a[href*="releaseinfo"]')
    full = first_text(soup, ".title_wrapper h1 #titleYear", "#titleYear")
    series = bool(soup.select_one(".titleParent"))
    return {
        "title": own_text(heading) or text_of(heading),
        "original_title": _original(first_text(soup, ".originalTitle")),
        "year": read.year(full) or read.year(release),
        "kind": "tvEpisode" if series else _leading_kind(release),
        **_marks(soup, ".imdbRating", ".ratingValue strong span", '.imdbRating [itemprop="ratingCount"], .imdbRating a .small'),
        "genres": _longest(soup, "#titleStoryLine", ".subtext"),
        "runtime_minutes": _duration(soup, ".title_wrapper", "#titleDetails", ".subtext"),
        "certificate": first_attribute(soup, '.subtext [itemprop="contentRating"]', "content") or _subtext_certificate(line),
        "metascore": read.score(first_text(soup, ".metacriticScore")),
        "plot": plot_text(first_text(soup, ".summary_text .plot-text", ".plot_summary .summary_text", ".summary_text", '#titleStoryLine [itemprop="description"] p')),
        "poster_url": picture(soup.select_one(".poster img")),
        "directors": _credited(soup, ".credit_summary_item", "h4", DIRECTOR_WORDS, "director"),
        "cast": _cast_table(soup) or _credited(soup, ".credit_summary_item", "h4", CAST_WORDS, "actors"),
        **_places(soup, "#titleDetails"),
    }  # fmt: skip


def _leading_kind(release: str) -> str | None:
    """From what stands in place of a release day: "TV Series (2008–2013)", "Episode aired …", "Video Game released …"."""
    before = re.split(r"[\d(]", release, maxsplit=1)[0]
    return read.kind(before)


def _subtext_certificate(line: Tag | None) -> str | None:
    """The line's own first words, which are a certificate when a bar follows them."""
    own = own_text(line).split("|")[0].strip(" ,") if line is not None else ""
    return own if own and len(own) <= len("Not Rated ") and not read.minutes(own) else None


def _overview_top(soup: BeautifulSoup, block: Tag) -> dict[str, Any]:
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
        "runtime_minutes": _duration(soup, ".infobar", "#titleDetails"),
        "certificate": first_attribute(block, '.infobar [itemprop="contentRating"]', "content", "title"),
        "metascore": read.score(first_text(block, 'a[href*="criticreviews"]', 'a[href*="metacritic"]')),
        "plot": plot_text(first_text(block, 'p[itemprop="description"]', '[itemprop="description"]')),
        "poster_url": picture(soup.select_one("#img_primary img")),
        "directors": _credited(soup, "#overview-top .txt-block", "h4", DIRECTOR_WORDS, "director"),
        "cast": _cast_table(soup) or _credited(soup, "#overview-top .txt-block", "h4", CAST_WORDS, "actors"),
        **_places(soup, "#titleDetails"),
    }  # fmt: skip


def _series(mark: str) -> str | None:
    return read.kind(mark) or ("tvSeries" if read.spans_years(mark) else None)


def _marks(soup: BeautifulSoup, root: str, shown: str, counted: str) -> dict[str, Any]:
    """Rating and votes, of microdata first, then of what is shown."""
    value = first_text(soup, f'{root} [itemprop="ratingValue"]', shown)
    sentence = first_attribute(soup, f'{root} [title*="based on"]', "title")
    votes = first_text(soup, counted) or first_attribute(soup, f'{root} [itemprop="ratingCount"]', "content")
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


def _duration(soup: BeautifulSoup, *roots: str) -> int | None:
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


def _reference(soup: BeautifulSoup, header: Tag) -> dict[str, Any]:
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
        "kind": next((kind for part in reversed(marks) if (kind := _leading_kind(part))), None) or _series(year),
        "rating": read.mark(first_text(soup, ".titlereference-header .ipl-rating-star__rating", ".ipl-rating-star__rating")),
        "votes": read.count(first_text(soup, ".titlereference-header .ipl-rating-star__total-votes", ".ipl-rating-star__total-votes") or None),
        "genres": read.genres(texts(soup, '.titlereference-header a[href*="/genre/"]', '.titlereference-header a[href*="genres="]', '.ipl-zebra-list a[href*="/genre/"]')),
        "runtime_minutes": next((m for part in line if not read.year(part) and (m := read.minutes(part))), None)
        or _zebra_minutes(soup),
        "certificate": first_text(header, 'a[href*="certificates="]', 'a[href*="#certificates"]') or None,
        "metascore": read.score(first_text(soup, ".titlereference-header .metacritic", ".titlereference-header .metascore") or None),
        "plot": plot_text(first_text(soup, f"{section} > div:first-of-type")) if soup.select_one(f"{section} > hr") else None,
        "poster_url": picture(soup.select_one("img.titlereference-primary-image")),
        "directors": _credited(soup, ".titlereference-overview-section", "li", frozenset(), "director")
        or _overview_people(soup, DIRECTOR_WORDS),
        "cast": _cast_table(soup),
        **_places(soup, ".ipl-zebra-list"),
    }  # fmt: skip


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


def _combined(soup: BeautifulSoup, heading: Tag) -> dict[str, Any]:
    """The "combined details" page, until 2017."""
    whole = text_of(heading)
    span = text_of(heading.select_one("span"))
    episode = text_of(heading.select_one("span em"))
    own = own_text(heading)
    root = "#tn15content"
    return {
        "title": episode or read.unquoted(own),
        "original_title": _original(first_text(heading, ".title-extra i", ".title-extra")) if heading.select_one(".title-extra") else None,
        "year": read.year(span) or read.year(whole.rpartition("(")[2]),
        "kind": "tvEpisode" if episode else _combined_kind(own, span),
        "rating": read.mark(first_text(soup, "#tn15rating .starbar-meta b", "#tn15rating b", ".general.rating b", "#tn15content .meta b")),
        "votes": read.count(first_text(soup, '#tn15rating a[href*="ratings"]', "#tn15rating .tn15more", '#tn15content .meta a[href*="ratings"]') or None),
        "genres": read.genres(texts(soup, f'{root} a[href*="/Genres/" i]', f'{root} a[href*="/genre/"]')),
        "runtime_minutes": _info_minutes(soup),
        "plot": _info_plot(soup),
        "poster_url": picture(soup.select_one('a[name="poster"] img')),
        "directors": read.names(people_of(soup.select_one("#director-info"))),
        "cast": _cast_table(soup),
        "languages": languages(soup, f'{root} a[href*="/language/"]', f'{root} a[href*="/Languages/"]'),
        "countries": countries(soup, f'{root} a[href*="/country/"]', f'{root} a[href*="/Countries/"]'),
    }  # fmt: skip


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


_LAYOUTS: Mapping[str, tuple[str, Callable[[BeautifulSoup, Tag], dict[str, Any]]]] = {
    "hero": ("h1[data-testid=hero__pageTitle], h1[data-testid=hero-title-block__title]", _hero),
    "reference": (".titlereference-header", _reference),
    "title_wrapper": ("#title-overview-widget, .title_block, .title_bar_wrapper, .title_wrapper", _wrapper),
    "overview-top": ("#overview-top", _overview_top),
    "combined": ("#tn15title h1", _combined),
}
"""Layout → what it is known by, and its reader."""
