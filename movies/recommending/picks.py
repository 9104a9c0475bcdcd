"""A mood and a wish → films, each with the reasons that its own score gives."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import prefetch_related_objects

from ml.readings import Mood
from movies.models import Movie
from movies.querysets import parts_of_a_card
from movies.recommending import sharing
from movies.recommending.index import Index
from movies.recommending.ranking import Ranking, rank
from movies.recommending.reasons import Speaker, alike
from movies.recommending.scoring import score
from movies.wishes.wish import Wish

EMPTY = "The catalogue is empty: load the starter catalogue first."
NOTHING_LEFT = "No film is left: your hidden films and disliked genres exclude everything that would fit."
ONE_LEFT = "Only one film is left: your hidden films and disliked genres exclude the others."
FEW_LEFT = "Only {count} films are left: your hidden films and disliked genres exclude the others."


@dataclass(frozen=True, slots=True)
class Pick:
    """One film, and why.

    Attributes:
        score: 0-1.
        reasons: sentences, the weightiest first.
        terms: what each term adds to the score; they sum to it.
        reason_terms: the term each reason speaks of.
    """

    movie: Movie
    score: float
    reasons: tuple[str, ...]
    terms: Mapping[str, float]
    reason_terms: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape that the `recommend` command and the API publish."""
        return {
            "title": self.movie.title,
            "year": self.movie.year,
            "imdb_id": self.movie.imdb_id,
            "genres": self.movie.genre_names,
            "score": round(self.score, 4),
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class Picks:
    """What is shown, best first, and what the person should know about it.

    Attributes:
        relaxed: filters that had to give way, one sentence each.
        notes: every sentence for the page: what was relaxed, or why there are few or none.
    """

    picks: tuple[Pick, ...]
    relaxed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Pick]:
        return iter(self.picks)

    def __len__(self) -> int:
        return len(self.picks)

    def with_cards(self) -> Self:
        """The same, with all that the films' cards show; whoever only stores the films needs none of it."""
        prefetch_related_objects([pick.movie for pick in self.picks], *parts_of_a_card())
        return self


def recommend(mood: Mood, wish: Wish | None = None, *, limit: int = 10, seed: int | None = None) -> Picks:
    """Films for a mood, always `limit` of them where that many exist.

    Args:
        mood: what the senses add up to.
        wish: what the person asked for; nothing in particular when left out.
        seed: same seed, same films; today's date when left out.

    Returns:
        The films with reasons; none, and a sentence, when there is nothing to show.
    """
    wanted = wish or Wish()
    films = sharing.current()
    ranking = rank(films, score(films, mood, wanted, seed=today_or(seed)), wanted, limit=limit)
    return fetched(films, ranking, Speaker.of(mood, wanted), limit=limit)


def today_or(seed: int | None) -> int:
    return abs(seed if seed is not None else datetime.date.today().toordinal())


def fetched(films: Index, ranking: Ranking, speaker: Speaker, *, limit: int) -> Picks:
    """The ranked films with their rows and reasons; one that was deleted or hidden meanwhile is passed over."""
    if not len(films):
        return Picks((), notes=(EMPTY,))
    ids = films.ids[ranking.rows].tolist()
    movies = Movie.objects.shown().in_bulk(ids)
    kept = [place for place, pk in enumerate(ids) if pk in movies][:limit]
    rows = ranking.rows[kept]
    liked, asked = (alike(films, rows, some) for some in (speaker.wish.liked_films, speaker.wish.like_films))
    prefetch_related_objects([movies[ids[place]] for place in kept], *speaker.speaks_of)
    own = {ids[place]: films.own_language(ranking.rows[place]) for place in kept}
    speaker = speaker.knowing(own, liked, asked)
    picks = []
    for place in kept:
        movie = movies[ids[place]]
        terms = {name: float(values[place]) for name, values in ranking.terms.items()}
        said = speaker.reasons(movie, terms, films.feeling(ranking.rows[place : place + 1])[0])
        picks.append(
            Pick(
                movie=movie,
                score=float(ranking.scores[place]),
                reasons=tuple(sentence for _, sentence in said),
                terms=terms,
                reason_terms=tuple(name for name, _ in said),
            )
        )
    return Picks(tuple(picks), ranking.relaxed, (*ranking.relaxed, *_shortage(len(picks), limit)))


def _shortage(count: int, limit: int) -> Iterator[str]:
    if not count:
        yield NOTHING_LEFT
    elif count < limit:
        yield FEW_LEFT.format(count=count) if count > 1 else ONE_LEFT
