"""Which films may be shown: rules that nothing bends, and filters that give way, the softest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from movies.film_arrays import Mask, Rows
from movies.models import Mode
from movies.recommending import reasons
from movies.recommending.best import Rule
from movies.recommending.index import UNKNOWN_CERTIFICATE, Index, Trait
from movies.wishes.wish import Wish


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that may give way, and how to say that it did.

    Attributes:
        some, none: of the films shown, that some do not pass it, or that none does; said when they are asked for.
    """

    rule: Rule
    some: Callable[[], str]
    none: Callable[[], str]


def passing(rules: Sequence[Rule]) -> Rule:
    """All of the rules at once."""

    def all_of_them(start: int, stop: int) -> Mask:
        mask = np.ones(stop - start, dtype=bool)
        for rule in rules:
            mask &= rule(start, stop)
        return mask

    return all_of_them


def without(rows: Rows) -> Rule:
    """All rows but these, which are ascending."""

    def rule(start: int, stop: int) -> Mask:
        mask = np.ones(stop - start, dtype=bool)
        mask[_within(rows, start, stop)] = False
        return mask

    return rule


def only(rows: Rows) -> Rule:
    """These rows alone, which are ascending."""

    def rule(start: int, stop: int) -> Mask:
        mask = np.zeros(stop - start, dtype=bool)
        mask[_within(rows, start, stop)] = True
        return mask

    return rule


def _within(rows: Rows, start: int, stop: int) -> Rows:
    first, last = rows.searchsorted((start, stop))
    return rows[first:last] - start


def never_bent(films: Index, wish: Wish) -> list[Rule]:
    """Rules no shortage of films bends: hidden, disliked, unasked horror, another certificate than those
    asked for, harshness on a gentle evening, which is a little wider for a language's sake."""
    rules = [without(films.rows_of(wish.hidden | wish.disliked_films))]
    barred = set(wish.disliked_genres) - set(wish.genres)
    if not wish.wants_horror:
        barred.add("Horror")
    bits = films.bits_of(barred)
    rules.append(lambda start, stop: (films.genre_bits[start:stop] & bits) == 0)
    if wish.certificates:
        kept = films.numbers_of([*wish.certificates, UNKNOWN_CERTIFICATE])
        rules.append(lambda start, stop: kept[films.certificate[start:stop]])
    if _gentle_evening(films, wish):
        rules.append(_with(films, _gentle_for(wish) | (Trait.MILD if wish.languages else Trait(0))))
    return rules


def _with(films: Index, traits: Trait) -> Rule:
    """Films of at least one of the traits."""
    return lambda start, stop: (films.traits[start:stop] & np.uint8(traits)) > 0


def _gentle_for(wish: Wish) -> Trait:
    return Trait.GENTLE | (Trait.UNTOLD if "Documentary" in wish.genres else Trait(0))


def _gentle_evening(films: Index, wish: Wish) -> bool:
    return wish.mode != Mode.MATCH and "Horror" not in wish.genres and _all_gentle(films, wish.like_films)


def _all_gentle(films: Index, ids: Iterable[int]) -> bool:
    """Whether none of the films is harsh: who names a harsh one asks for its like."""
    return bool(((films.traits[films.rows_of(ids)] & np.uint8(Trait.GENTLE)) > 0).all())


def giving_way(films: Index, wish: Wish) -> list[Filter]:
    """What was asked for, the softest first: length, years and where to watch before what a film is.

    What was shown lately comes back before somebody who was named, or the language, gives way; that a film is mainly
    in that language gives way before that it is spoken at all.
    """
    return [
        *_runtime(films, wish),
        *_years(films, wish),
        *_netflix(films, wish),
        *_gentleness(films, wish),
        *_genres(films, wish),
        *_certificates(films, wish),
        *_repeats(films, wish),
        *_people(films, wish),
        *_own_languages(films, wish),
        *_languages(films, wish),
    ]


def _runtime(films: Index, wish: Wish) -> Iterator[Filter]:
    if (longest := wish.max_runtime) is not None:
        yield Filter(
            lambda start, stop: (films.runtime[start:stop] > 0) & (films.runtime[start:stop] <= longest),
            lambda: f"some run longer than {_minutes(longest)}, or their length is not known",
            lambda: f"all run longer than {_minutes(longest)}, or their length is not known",
        )


def _minutes(count: int) -> str:
    return f"{count} minutes" if count != 1 else "1 minute"


def _years(films: Index, wish: Wish) -> Iterator[Filter]:
    if wish.min_year is None and wish.max_year is None:
        return
    first, last = wish.min_year or 1, wish.max_year or np.iinfo(np.int16).max
    yield Filter(
        lambda start, stop: (films.year[start:stop] >= first) & (films.year[start:stop] <= last),
        lambda: f"some are not from {_span(wish)}",
        lambda: f"none is from {_span(wish)}",
    )


def _span(wish: Wish) -> str:
    if wish.min_year is not None and wish.max_year is not None:
        return f"{wish.min_year}–{wish.max_year}" if wish.min_year != wish.max_year else str(wish.min_year)
    return f"{wish.min_year} or later" if wish.min_year is not None else f"{wish.max_year} or earlier"


def _netflix(films: Index, wish: Wish) -> Iterator[Filter]:
    if wish.on_netflix:
        yield Filter(
            _with(films, Trait.ON_NETFLIX),
            lambda: "some are not on Netflix",
            lambda: "none is on Netflix",
        )


def _gentleness(films: Index, wish: Wish) -> Iterator[Filter]:
    """Bent a little where a language is asked for: some make few films that are gentle through and through."""
    if wish.languages and _gentle_evening(films, wish):
        yield Filter(
            _with(films, _gentle_for(wish)),
            lambda: "some are not as gentle as such an evening should be",
            lambda: "none is as gentle as such an evening should be",
        )


def _genres(films: Index, wish: Wish) -> Iterator[Filter]:
    if wish.genres:
        bits = films.bits_of(wish.genres)
        yield Filter(
            lambda start, stop: (films.genre_bits[start:stop] & bits) > 0,
            lambda: f"some are of other genres than {reasons.either(wish.genres)}",
            lambda: f"all are of other genres than {reasons.either(wish.genres)}",
        )


def _certificates(films: Index, wish: Wish) -> Iterator[Filter]:
    if wish.certificates:
        kept = films.numbers_of(wish.certificates)
        yield Filter(
            lambda start, stop: kept[films.certificate[start:stop]],
            lambda: "of some the certificate is not known",
            lambda: "of none the certificate is known",
        )


def _repeats(films: Index, wish: Wish) -> Iterator[Filter]:
    if wish.exclude:
        yield Filter(
            without(films.rows_of(wish.exclude)),
            lambda: "some you were shown lately are back",
            lambda: "all were shown to you lately",
        )


def _people(films: Index, wish: Wish) -> Iterator[Filter]:
    if wish.people:
        yield Filter(
            only(films.crediting(wish.people)),
            lambda: "some are without the people you named",
            lambda: "all are without the people you named",
        )


def _languages(films: Index, wish: Wish) -> Iterator[Filter]:
    if wish.languages:
        spoken = films.speaking(wish.languages)
        yield Filter(
            lambda start, stop: spoken[start:stop],
            lambda: f"some are not in {_named(wish)}",
            lambda: f"none is in {_named(wish)}",
        )


def _own_languages(films: Index, wish: Wish) -> Iterator[Filter]:
    if wish.languages:
        own = films.tongues_of(wish.languages)
        yield Filter(
            lambda start, stop: own[films.tongue[start:stop]],
            lambda: f"some are not mainly in {_named(wish)}",
            lambda: f"none is mainly in {_named(wish)}",
        )


def _named(wish: Wish) -> str:
    return reasons.either(reasons.language_names(wish.languages))
