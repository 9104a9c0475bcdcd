"""Why a film is shown: sentences about the largest terms of its own score, and about nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ml.films import FEELINGS
from ml.readings import Mood
from movies.models import Credit, Language, Mode, Movie, Person
from movies.recommending import directions
from movies.recommending.directions import Floats
from movies.wishes.wish import Wish

LARGEST_TERMS = 3
"""A reason may speak of one of this many largest terms of the film's score."""

LEAST_SHARE = 0.08  # of the score a term must give to be worth a sentence
LEAST_DEVIATION = 0.3  # above the catalogue's mean before a film is said to carry a feeling
LEAST_PULL = 0.25  # of the direction's strongest feeling, for a feeling the evening is about
LEAST_MARK = 6.5  # weighted rating, 0-10, below which a mark is no reason to watch
MOST_WORDS = 2


class Speaker:
    """Knows the mood and the wish, and says why a film is among the picks."""

    def __init__(self, mood: Mood, wish: Wish, movie_ids: Sequence[int]) -> None:
        self.mood, self.wish = mood, wish
        self.direction = directions.direction(mood, wish.mode)
        self.names = _people_by_movie([*wish.people, *wish.liked_people], movie_ids)

    def reasons(self, movie: Movie, terms: Mapping[str, float], feeling: Floats) -> list[tuple[str, str]]:
        """(term, sentence) pairs, the largest term first; never none."""
        total = sum(terms.values()) or 1.0
        order = sorted(terms, key=lambda name: -terms[name])[:LARGEST_TERMS]
        weighty = [
            (name, sentence)
            for name in order
            if terms[name] / total >= LEAST_SHARE and (sentence := self._sentence(name, movie, feeling))
        ]
        plain = ((name, said) for name in order if (said := self._plainly(name, movie)))
        return weighty or [next(plain, (order[0], "drawn for variety"))]

    def _plainly(self, term: str, movie: Movie) -> str:
        """What can be said of a film that is shown because little better is left."""
        match term:
            case "mood" if self.wish.mode != Mode.MATCH:
                # what `directions.gentle` lets into such an evening
                return f"{directions.evening(self.mood, self.wish.mode)}: more warm than harsh"
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
            case "quality":
                return movie.rating_sentence if (movie.weighted_rating or 0.0) >= LEAST_MARK else ""
            case "language":
                return self._language(movie)
            case "people":
                return self._people(movie)
            case "genres":
                return self._genres(movie)
        return ""

    def _mood(self, feeling: Floats) -> str:
        drawn = self.direction * feeling
        carried = [
            place
            for place in (-drawn).argsort()
            if self.direction[place] >= LEAST_PULL * self.direction.max()
            and feeling[place] >= LEAST_DEVIATION
        ]
        words = [FEELINGS[place].word for place in carried[:MOST_WORDS]]
        if not words:
            return ""
        return f"{directions.evening(self.mood, self.wish.mode)}: {' and '.join(words)}"

    def _language(self, movie: Movie) -> str:
        spoken = [language.name for language in movie.languages.all() if language.code in self.wish.languages]
        return f"in {either(spoken, 'and')}, as you asked" if spoken else ""

    def _people(self, movie: Movie) -> str:
        credits = self.names.get(movie.pk, [])
        if not credits:
            return ""
        person, role = credits[0]
        word = "by" if role == Credit.Role.DIRECTOR else "with"
        why = "as you asked" if person.pk in self.wish.people else "whom you like"
        return f"{word} {person.name}, {why}"

    def _genres(self, movie: Movie) -> str:
        asked = [name for name in movie.genre_names if name in self.wish.genres]
        liked = [name for name in movie.genre_names if name in self.wish.liked_genres]
        if asked:
            return f"{either(asked, 'and')}, as you asked"
        return f"{either(liked, 'and')}, which you like" if liked else ""


def _people_by_movie(people: Iterable[int], movie_ids: Sequence[int]) -> dict[int, list[tuple[Person, str]]]:
    wanted = set(people)
    found: dict[int, list[tuple[Person, str]]] = {}
    if not wanted or not movie_ids:
        return {}
    credits = Credit.objects.filter(person_id__in=wanted, movie_id__in=movie_ids).select_related("person")
    for credit in credits.order_by("role", "pk"):
        found.setdefault(credit.movie_id, []).append((credit.person, credit.role))
    return found


def language_names(codes: Iterable[str]) -> list[str]:
    """Names of language codes, in their order."""
    wanted = list(codes)
    names = dict(Language.objects.filter(code__in=wanted).values_list("code", "name"))
    return [names.get(code, code) for code in wanted]


def either(names: Sequence[str], word: str = "or") -> str:
    """ "a", "a or b", "a, b or c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
