"""Languages and countries from a page's links, whose addresses hold codes in every language of the page."""

from __future__ import annotations

import re

from bs4 import Tag

from scrapers.countries import country_name
from scrapers.imdb_dom import attribute, text_of
from scrapers.languages import language_code

_LANGUAGE = re.compile(r"(?:/language/|primary_language=|languages=)([a-z]{2,3})\b", re.IGNORECASE)
_COUNTRY = re.compile(r"(?:/country/|country_of_origin=|countries=)([a-z]{2,4})\b", re.IGNORECASE)


def _links(root: Tag, selectors: tuple[str, ...]) -> list[Tag]:
    return next((found for selector in selectors if (found := root.select(selector))), [])


def languages(root: Tag, *selectors: str) -> tuple[str, ...]:
    """Codes of the languages linked by the first selector that finds any."""
    codes: list[str] = []
    for link in _links(root, selectors):
        given = _LANGUAGE.search(attribute(link, "href"))
        code = (language_code(given[1]) if given else None) or language_code(text_of(link))
        if code and code not in codes:
            codes.append(code)
    return tuple(codes)


def countries(root: Tag, *selectors: str) -> tuple[str, ...]:
    """Names of the countries linked by the first selector that finds any."""
    names: list[str] = []
    for link in _links(root, selectors):
        given = _COUNTRY.search(attribute(link, "href"))
        name = country_name(given[1] if given else None, text_of(link))
        if name and name not in names:
            names.append(name)
    return tuple(names)
