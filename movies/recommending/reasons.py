"""Why a film is shown: sentences about the largest terms of its own score, and about nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from ml.films import FEELINGS
from ml.readings import Mood
from movies.film_arrays import Floats, Rows
from movies.models import Credit, Language, Mode, Movie, Person
from movies.recommending import directions
from movies.recommending.diversity import shared_genres
from movies.recommending.index import Index
from movies.wishes.wish import Wish

LARGEST_TERMS = 3
"""A reason may speak of one of this many largest terms of the film's score."""

LEAST_SHARE = 0.08  # of the score a term must give to be worth a sentence
LEAST_DEVIATION = 0.3  # above the catalogue's mean before a film is said to carry a feeling
LEAST_PULL = 0.25  # of the direction's strongest feeling, for a feeling the evening is about
LEAST_MARK = 6.5  # weighted rating, 0-10, below which a mark is no reason to watch
OF_GENRES, OF_FEELINGS = 0.5, 0.5  # shares of likeness, as a person would see it
LEAST_LIKENESS = 0.65  # before one film is said to be like another
MOST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Speaker:
    """Knows the evening and the wish, and says why a film is among the picks.

    Attributes:
        way: (8,) direction of the evening.
        evening: how a reason names it.
        wish: what was asked for and is liked.
        alone: one person's evening; in company nobody's taste is told to the others.
        names: people asked for or liked by film, once the films are known.
        liked, asked: by film, the title of the liked film, or of the one whose like was asked for, that it is
            most like.
        shared: by film, who is in it as in one whose like was asked for ("with Audrey Tautou, as in Amélie").
        own: by film, the code of the language it is mainly spoken in; "" where that cannot be told.
    """

    way: Floats
    evening: str
    wish: Wish
    alone: bool = True
    names: Mapping[int, list[tuple[Person, str]]] = field(default_factory=dict)
    liked: Mapping[int, str] = field(default_factory=dict)
    asked: Mapping[int, str] = field(default_factory=dict)
    shared: Mapping[int, str] = field(default_factory=dict)
    own: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, mood: Mood, wish: Wish) -> Self:
        """For one person."""
        return cls(directions.direction(mood, wish.mode), directions.evening(mood, wish.mode), wish)

    @property
    def speaks_of(self) -> tuple[str, ...]:
        """The relations of a film that this wish's reasons look at."""
        needed = {
            "languages": self.wish.languages,
            "genres": self.wish.genres or self.wish.liked_genres,
        }
        return tuple(relation for relation, asked in needed.items() if asked)

    def knowing(self, own: Mapping[int, str], liked: Mapping[int, str], asked: Mapping[int, str]) -> Self:
        """The same, having looked up whom the films of `own` credit."""
        movie_ids = list(own)
        return replace(
            self,
            names=_people_by_movie([*self.wish.people, *self.wish.liked_people], movie_ids),
            liked=liked,
            asked=asked,
            shared=_shared_by_movie(self.wish.like_films, movie_ids),
            own=own,
        )

    def reasons(self, movie: Movie, terms: Mapping[str, float], feeling: Floats) -> list[tuple[str, str]]:
        """(term, sentence) pairs, the largest term first; never none.

        Args:
            terms: what each adds to the film's score.
            feeling: (8,) of the film.
        """
        total = sum(terms.values()) or 1.0
        order = sorted(terms, key=lambda name: -terms[name])[:LARGEST_TERMS]
        weighty = [
            (name, sentence)
            for name in order
            if terms[name] / total >= LEAST_SHARE and (sentence := self._sentence(name, movie, feeling))
        ]
        plain = ((name, said) for name in order if (said := self._plainly(name, movie, feeling)))
        return weighty or [next(plain, (order[0], "drawn for variety"))]

    def _plainly(self, term: str, movie: Movie, feeling: Floats) -> str:
        """What can be said of a film that is shown because little better is left."""
        match term:
            case "mood" if self.wish.mode != Mode.MATCH and directions.warmer(feeling[None])[0]:
                return f"{self.evening}: more warm than harsh"
            case "mood":
                return "the nearest to your mood among what is left"
            case "quality":
                return movie.rating_sentence
            case "fresh":
                return "drawn for variety"
        return ""

    def _sentence(self, term: str, movie: Movie, feeling: Floats) -> str:
        match term:
            case "mood":
                return self._mood(feeling)
            case "taste":
                return self._taste(movie)
            case "likeness":
                return self._likeness(movie)
            case "quality":
                return movie.rating_sentence if (movie.weighted_rating or 0.0) >= LEAST_MARK else ""
            case "language":
                return self._language(movie)
            case "people":
                return self._people(movie)
            case "genres":
                return self._genres(movie)
            case "fresh" if self.wish.surprise:
                return "drawn to surprise you"
        return ""

    def _mood(self, feeling: Floats) -> str:
        drawn = self.way * feeling
        carried = [
            place
            for place in (-drawn).argsort()
            if self.way[place] >= LEAST_PULL * self.way.max() and feeling[place] >= LEAST_DEVIATION
        ]
        words = [FEELINGS[place].word for place in carried[:MOST_WORDS]]
        return f"{self.evening}: {' and '.join(words)}" if words else ""

    def _taste(self, movie: Movie) -> str:
        if movie.pk not in self.liked:
            return ""
        return (
            f"like {self.liked[movie.pk]}, which you liked" if self.alone else "to the taste of this company"
        )

    def _likeness(self, movie: Movie) -> str:
        if movie.pk in self.shared:
            return self.shared[movie.pk]
        return f"like {self.asked[movie.pk]}, as you asked" if movie.pk in self.asked else ""

    def _language(self, movie: Movie) -> str:
        spoken = {one.code: one.name for one in movie.languages.all() if one.code in self.wish.languages}
        if own := spoken.get(self.own.get(movie.pk, "")):
            return f"in {own}, as you asked"
        return f"partly in {either(list(spoken.values()), 'and')}" if spoken else ""

    def _people(self, movie: Movie) -> str:
        credits = self.names.get(movie.pk, [])
        if not credits:
            return ""
        person, role = credits[0]
        word = "by" if role == Credit.Role.DIRECTOR else "with"
        if person.pk in self.wish.people:
            return f"{word} {person.name}, as you asked"
        return f"{word} {person.name}, whom you like" if self.alone else "with somebody liked in this company"

    def _genres(self, movie: Movie) -> str:
        asked = [name for name in movie.genre_names if name in self.wish.genres]
        liked = [name for name in movie.genre_names if name in self.wish.liked_genres]
        if asked:
            return f"{either(asked, 'and')}, as you asked"
        which = "which you like" if self.alone else "liked in this company"
        return f"{either(liked, 'and')}, {which}" if liked else ""


def alike(films: Index, rows: Rows, others: Iterable[int]) -> dict[int, str]:
    """By film of some rows, the title of the other film it is most like, where it is like one at all."""
    there = films.rows_of(others)
    if not len(there) or not len(rows):
        return {}
    apart = np.linalg.norm(films.feeling(rows)[:, None] - films.feeling(there)[None, :], axis=2)
    near = OF_GENRES * shared_genres(films, rows, there) + OF_FEELINGS * np.exp(-apart / 2.0)
    nearest = near.argmax(axis=1)
    wanted = {
        int(films.ids[row]): int(films.ids[there[place]])
        for row, place, how in zip(rows, nearest, near.max(axis=1), strict=True)
        if how >= LEAST_LIKENESS
    }
    titles = dict(Movie.objects.filter(pk__in=wanted.values()).values_list("pk", "title"))
    return {film: titles[other] for film, other in wanted.items() if other in titles}


def _people_by_movie(people: Iterable[int], movie_ids: Sequence[int]) -> dict[int, list[tuple[Person, str]]]:
    wanted = set(people)
    found: dict[int, list[tuple[Person, str]]] = {}
    if not wanted or not movie_ids:
        return {}
    credits = Credit.objects.filter(person_id__in=wanted, movie_id__in=movie_ids).select_related("person")
    for credit in credits.order_by("role", "pk"):
        found.setdefault(credit.movie_id, []).append((credit.person, credit.role))
    return found


def _shared_by_movie(others: Iterable[int], movie_ids: Sequence[int]) -> dict[int, str]:
    """Whom a film shares with one of the others, in the same role; of several, the first it credits."""
    wanted = list(others)
    if not wanted or not movie_ids:
        return {}
    known = {
        (credit.person_id, credit.role): credit.movie.title
        for credit in Credit.objects.filter(movie_id__in=wanted).select_related("movie").order_by("-pk")
    }
    found: dict[int, str] = {}
    credits = Credit.objects.filter(movie_id__in=movie_ids, person_id__in={person for person, _ in known})
    for credit in credits.select_related("person").order_by("role", "pk"):
        if title := known.get((credit.person_id, credit.role)):
            word = "by" if credit.role == Credit.Role.DIRECTOR else "with"
            found.setdefault(credit.movie_id, f"{word} {credit.person.name}, as in {title}")
    return found


def language_names(codes: Iterable[str]) -> list[str]:
    """Names of language codes, in their order."""
    wanted = list(codes)
    names = dict(Language.objects.filter(code__in=wanted).values_list("code", "name"))
    return [names.get(code, code) for code in wanted]


def either(names: Sequence[str], word: str = "or") -> str:
    """ "a", "a or b", "a, b or c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
