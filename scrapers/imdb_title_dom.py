"""A title page's DOM → fields of a record, for each layout IMDb has had since 2011.

Classes that start with `sc-` are hashes of one build and never used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag

from scrapers import imdb_values as read
from scrapers.imdb_dom import first_attribute, first_text, labelled, people_of, picture, text_of, texts
from scrapers.imdb_places import countries, languages
from scrapers.imdb_title_old_dom import (
    combined,
    duration,
    leading_kind,
    overview_top,
    plot_text,
    reference,
    title_wrapper,
)
from scrapers.imdb_words import CAST_WORDS, DIRECTOR_WORDS, IMDB_GENRES

_OUT_OF_TEN = re.compile(r"(\d+(?:[.,]\d)?)\s*/\s*10\b")


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
        "runtime_minutes": duration(soup, "body"),
        "certificate": first_attribute(soup, '[itemprop="contentRating"]', "content") or None,
        "plot": plot_text(first_text(soup, '[itemprop="description"]')),
        "kind": None,
    }


def _hero(soup: BeautifulSoup, heading: Tag) -> dict[str, Any]:
    """Since 2021: places have a `data-testid`."""
    marks = _hero_marks(heading)
    year_text = next((m for m in marks if read.year(m)), "")
    score = first_text(soup, "[data-testid=hero-rating-bar__aggregate-rating__score]")
    original = first_text(soup, "[data-testid=hero-title-block__original-title]", "h1 ~ div")
    return {
        "title": first_text(heading, "[data-testid=hero__primary-text]") or text_of(heading),
        "original_title": original.partition(":")[2].strip()
        if "origin" in original.partition(":")[0].casefold()
        else None,
        "year": read.year(year_text),
        "kind": next((kind for m in marks if (kind := leading_kind(m))), None)
        or ("tvSeries" if read.spans_years(year_text) else None),
        "rating": read.mark(score),
        "votes": _hero_votes(soup),
        "genres": _hero_genres(soup),
        "runtime_minutes": next(
            (m for mark in marks if not read.year(mark) and (m := read.minutes(mark))), None
        )
        or read.minutes(
            first_text(
                soup, "[data-testid=title-techspec_runtime] .ipc-metadata-list-item__content-container"
            )
        ),
        "certificate": first_text(
            soup,
            '[data-testid=hero-title-block__metadata] a[href*="parentalguide"]',
            'h1 ~ ul a[href*="parentalguide"]',
        ),
        "metascore": read.score(first_text(soup, ".metacritic-score-box", ".score-meta")),
        "plot": plot_text(
            first_text(
                soup,
                "[data-testid=plot-xl]",
                "[data-testid=plot-l]",
                "[data-testid=plot-xs_to_m]",
                "[data-testid=plot]",
            )
        ),
        "poster_url": picture(soup.select_one("[data-testid=hero-media__poster] img")),
        "directors": _hero_credits(soup, DIRECTOR_WORDS),
        "cast": read.names(texts(soup, "[data-testid=title-cast-item__actor]"))
        or _hero_credits(soup, CAST_WORDS),
        "languages": languages(soup, "[data-testid=title-details-languages] a"),
        "countries": countries(soup, "[data-testid=title-details-origin] a"),
    }


def _hero_genres(soup: BeautifulSoup) -> tuple[str, ...]:
    """Since 2024 the chips under the plot are interests, among them the genres ("Sitcom", "Comedy")."""
    listed = texts(
        soup,
        "[data-testid=storyline-genres] a.ipc-metadata-list-item__list-content-item",
        "[data-testid=genres] .ipc-chip__text",
        "[data-testid=genres] a",
    )
    interests = read.genres(
        texts(soup, "[data-testid=interests] .ipc-chip__text", "[data-testid=interests] a")
    )
    return read.genres(listed) or tuple(name for name in interests if name.casefold() in IMDB_GENRES)


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


_LAYOUTS: Mapping[str, tuple[str, Callable[[BeautifulSoup, Tag], dict[str, Any]]]] = {
    "hero": ("h1[data-testid=hero__pageTitle], h1[data-testid=hero-title-block__title]", _hero),
    "reference": (".titlereference-header", reference),
    "overview-top": ("#overview-top", overview_top),
    "title_wrapper": (
        "#title-overview-widget, .title_block, .title_bar_wrapper, .title_wrapper",
        title_wrapper,
    ),
    "combined": ("#tn15title h1", combined),
}
"""Layout → what it is known by, and its reader; the first that fits. `overview-top` lies within the widget of later ones."""
