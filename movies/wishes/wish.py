"""What a person wants from the evening, from the words that page, API and command line receive."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django.db.models import Q
from django.utils.translation import gettext

from movies.models import Feedback, Genre, Language, Mode, Person, Taste
from movies.querysets import type_of_user
from movies.searching.genre_names import genre_of
from scrapers.genres import GENRES
from scrapers.languages import LANGUAGES, language_code
from scrapers.records import search_key

Verdict = Feedback.Verdict

MOST_SUGGESTIONS = 3
NEAR_ENOUGH = 0.7  # difflib ratio below which a suggestion would only puzzle
LETTERS_OF_A_WORD = 2  # that must be right for a misspelt name to be found
MOST_COMPARED = 3000  # people, those of most films first, a misspelt name is compared with
EARLIEST_YEAR, LATEST_YEAR = 1870, 2100


class WishError(ValueError):
    """Something asked for does not exist; the message says so and names what comes near.

    Attributes:
        field: "mode", "language", "actor", "genre", "year" or "runtime".
        suggestions: nearest things that do exist.
    """

    def __init__(self, field: str, message: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.suggestions = tuple(suggestions)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the ranking is asked to respect.

    Attributes:
        mode: where the evening should go.
        languages: codes; films in which one of them is spoken.
        people: ids; films with one of them.
        genres: names; films of one of them. Asking for Horror is what lets horror in.
        liked_genres: names that please; Horror among them lets horror in.
        disliked_genres: names never shown.
        liked_people: ids that please.
        liked_films: ids; what they are made of pleases. To keep them out of the list is for `hidden`.
        disliked_films: ids; never shown themselves, and no sign of a taste.
        like_films: ids; films like these were asked for.
        like_horror: one of them is a horror film, which lets horror in.
        chosen: ids of every film this person ever chose, liked or not, the oldest first.
        certificates: those allowed ("PG"); a film of another one is never shown, a film whose certificate
            nobody knows only when there are too few others. None given, no preference.
        on_netflix: films on Netflix.
        min_year, max_year: of release, both included.
        max_runtime: minutes.
        surprise: films drawn rather than the likeliest ones, still of this mood and taste.
        exclude: films not to repeat, given back when there are too few others.
        hidden: films never to show.
    """

    mode: Mode = Mode.LIFT
    languages: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    genres: tuple[str, ...] = ()
    liked_genres: frozenset[str] = frozenset()
    disliked_genres: frozenset[str] = frozenset()
    liked_people: frozenset[int] = frozenset()
    liked_films: frozenset[int] = frozenset()
    disliked_films: frozenset[int] = frozenset()
    like_films: frozenset[int] = frozenset()
    like_horror: bool = False
    chosen: tuple[int, ...] = ()
    certificates: frozenset[str] = frozenset()
    on_netflix: bool = False
    min_year: int | None = None
    max_year: int | None = None
    max_runtime: int | None = None
    surprise: bool = False
    exclude: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()

    @classmethod
    def parse(
        cls,
        *,
        mode: str | None = None,
        languages: Iterable[str] = (),
        actors: Iterable[str] = (),
        genres: Iterable[str] = (),
        min_year: int | None = None,
        max_year: int | None = None,
        max_runtime: int | None = None,
    ) -> Self:
        """A wish from what a person typed; empty means "no preference".

        Raises:
            WishError: a mode, language, person or genre nobody knows, or years that exclude each other.
        """
        if min_year is not None and max_year is not None and min_year > max_year:
            raise WishError(
                "year", f"No film is both from {min_year} or later and from {max_year} or earlier."
            )
        for year in (min_year, max_year):
            if year is not None and not EARLIEST_YEAR <= year <= LATEST_YEAR:
                raise WishError("year", f"{year} is not a year in which films are made.")
        if max_runtime is not None and max_runtime < 1:
            raise WishError("runtime", "A film takes at least a minute.")
        return cls(
            mode=parse_mode(mode),
            languages=tuple(dict.fromkeys(parse_language(text) for text in languages if text.strip())),
            people=tuple(pk for text in actors if text.strip() for pk in parse_people(text)),
            genres=tuple(dict.fromkeys(parse_known_genre(text) for text in genres if text.strip())),
            min_year=min_year,
            max_year=max_year,
            max_runtime=max_runtime,
        )

    def with_taste_of(self, user: type_of_user, *, until: datetime | None = None) -> Self:
        """The same wish with what the user likes, dislikes and has seen; what was asked for wins over taste.

        Args:
            until: leave out what they said of films from then on.
        """
        taste = Taste.of(user)
        if taste is None:
            return self
        own = Feedback.objects.owned_by(user)
        if until is not None:
            own = own.filter(created_at__lt=until)
        said, hidden = own.chosen_and_hidden()
        held = taste.held()
        years_asked = self.min_year is not None or self.max_year is not None
        return replace(
            self,
            languages=self.languages or tuple(sorted(held["languages"])),
            liked_genres=self.liked_genres | set(held["liked_genres"]),
            disliked_genres=self.disliked_genres | set(held["disliked_genres"]),
            liked_people=self.liked_people | set(map(int, held["liked_people"])),
            liked_films=self.liked_films | {film for film, verdict in said if verdict == Verdict.LIKED},
            disliked_films=self.disliked_films
            | {film for film, verdict in said if verdict == Verdict.DISLIKED},
            chosen=(*self.chosen, *dict.fromkeys(film for film, _ in said)),
            certificates=self.certificates or frozenset(taste.certificates),
            on_netflix=self.on_netflix or taste.on_netflix,
            min_year=self.min_year if years_asked else taste.min_year,
            max_year=self.max_year if years_asked else taste.max_year,
            max_runtime=self.max_runtime if self.max_runtime is not None else taste.max_runtime,
            hidden=self.hidden | hidden,
        )

    @property
    def wants_horror(self) -> bool:
        return self.like_horror or "Horror" in self.genres or "Horror" in self.liked_genres


def parse_mode(text: str | None) -> Mode:
    """match, lift or calm; nothing said means lift.

    Raises:
        WishError: another word.
    """
    word = (text or Mode.LIFT).strip().lower()
    try:
        return Mode(word)
    except ValueError:
        choices = ", ".join(Mode.values)
        raise WishError(
            "mode", f"“{word}” is no way to spend the evening; choose one of {choices}."
        ) from None


def parse_language(text: str) -> str:
    """Code of a language that some film of the catalogue speaks, also by its name in the reader's language.

    Raises:
        WishError: nobody knows it, or no film here speaks it; with the nearest ones that do.
    """
    spoken = dict(Language.objects.values_list("code", "name"))
    code = language_code(text) or _code_as_said(text, spoken)
    if code in spoken:
        return code
    if code is not None:
        raise WishError("language", f"No film here is spoken in {LANGUAGES[code]} yet.")
    by_key = {search_key(said): name for name in spoken.values() for said in (name, gettext(name))}
    near = dict.fromkeys(by_key[key] for key in _near(text, by_key))
    raise _unknown("language", text, "language", list(near))


def _code_as_said(text: str, spoken: Mapping[str, str]) -> str | None:
    asked = search_key(text)
    return next((code for code, name in spoken.items() if search_key(gettext(name)) == asked), None)


def parse_people(text: str) -> tuple[int, ...]:
    """Ids of everybody of that name.

    Raises:
        WishError: no film here credits such a person; with the nearest names.
    """
    exact = Person.objects.named(text).filter(films__gt=0)
    if ids := tuple(exact.values_list("pk", flat=True)):
        return ids
    suggestions = _people_like(text)
    raise _unknown("actor", text, "person", suggestions)


def parse_known_genre(text: str) -> str:
    """Name of a genre that exists.

    Raises:
        WishError: no such genre; with the nearest ones.
    """
    name = genre_of(text)
    if name is not None:
        return name
    known = {search_key(genre): genre for genre in [*GENRES, *Genre.objects.values_list("name", flat=True)]}
    if search_key(text) in known:
        return known[search_key(text)]
    raise _unknown("genre", text, "genre", [known[key] for key in _near(text, known)])


def _near(text: str, keys: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(search_key(text), list(keys), n=MOST_SUGGESTIONS, cutoff=NEAR_ENOUGH)


def _people_like(text: str) -> list[str]:
    """Nearest names: of people whose name holds all the words, else of those whose words begin alike."""
    if holding := list(
        Person.objects.search(text).filter(films__gt=0).values_list("name", flat=True)[:MOST_SUGGESTIONS]
    ):
        return holding
    starts = [word[:LETTERS_OF_A_WORD] for word in search_key(text).split() if len(word) >= LETTERS_OF_A_WORD]
    if not starts:
        return []
    alike = Q()
    for start in starts:
        alike |= Q(name_key__startswith=start) | Q(name_key__contains=f" {start}")
    rows = Person.objects.filter(alike, films__gt=0).order_by("-films").values_list("name_key", "name")
    names = dict(rows[:MOST_COMPARED])
    return [names[key] for key in _near(text, names)]


def _unknown(field: str, text: str, what: str, suggestions: Sequence[str]) -> WishError:
    sentence = f"I know no {what} called “{text.strip()[:60]}”."
    if suggestions:
        sentence += f" Did you mean {_either(suggestions)}?"
    return WishError(field, sentence, suggestions)


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
