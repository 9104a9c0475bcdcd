"""The one language each film is mainly spoken in, as far as its languages and countries tell.

Sources list a film's languages in no order, so that a London comedy with two sentences of German stands beside films from
Munich. A film is of its only language; of several, of the one that is at home in most of the countries that made it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from movies.film_arrays import Ids, Mask, Rows
from scrapers.home_languages import at_home

Tongues = npt.NDArray[np.int16]

NO_TONGUE = -1  # it has none, or which one cannot be told
WORLD_LANGUAGE = "en"
"""Where as many countries speak it as another language: films made together are mostly made in it."""


def tongues(
    films: int,
    languages: tuple[Rows, Ids],
    codes: Sequence[str],
    countries: tuple[Rows, Ids],
    country_names: Sequence[str],
) -> Tongues:
    """(films,) the number of each film's own language, `NO_TONGUE` where it has none.

    Args:
        films: how many there are.
        languages, countries: places of films, and numbers into `codes` or `country_names`.
    """
    places, numbers = languages
    several = np.bincount(places, minlength=films) > 1
    own = np.full(films, NO_TONGUE, dtype=np.int16)
    own[places] = numbers
    own[several] = NO_TONGUE
    spoken, at = (column[several[places]] for column in (numbers, places))
    made, where = (column[several[countries[0]]] for column in (countries[1], countries[0]))
    most = np.zeros(films, dtype=np.int16)
    for number in _world_language_last(codes):
        speaking = at[spoken == number]
        homes = _homes(codes[number], country_names)[made]
        at_homes = np.bincount(where[homes], minlength=films)[speaking].astype(np.int16)
        more, as_many = at_homes > most[speaking], (at_homes == most[speaking]) & (at_homes > 0)
        world = codes[number] == WORLD_LANGUAGE
        own[speaking[as_many]] = number if world else NO_TONGUE
        own[speaking[more]] = number
        most[speaking[more]] = at_homes[more]
    return own


def _homes(code: str, country_names: Sequence[str]) -> Mask:
    """(countries,) where the language is at home."""
    homes = at_home(code)
    return np.array([name in homes for name in country_names], dtype=bool)


def _world_language_last(codes: Sequence[str]) -> list[int]:
    return sorted(range(len(codes)), key=lambda number: codes[number] == WORLD_LANGUAGE)
