"""A mood and a wish → ten films, each with the reasons that its own score gives.

    score = Σ weight · term / Σ weight,   every term between 0 and 1

| term | what it says | weight |
|---|---|---|
| mood | the film lies in the direction the evening should go (`movies.recommending.directions`) | fades with an unsure mood |
| quality | weighted rating, and how well known the film is | takes over what an unsure mood gives up |
| language, people, genres | what was asked for, or is liked | only where something was |
| fresh | a draw by seed, so that two evenings differ | small |

A reason is a sentence about one of the largest terms of that film's own sum; there is no other source.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.readings import Mood
from movies.film_arrays import Floats, Mask, Rows
from movies.models import Credit, Mode, Movie
from movies.recommending import directions, index, reasons
from movies.recommending.diversity import chosen
from movies.recommending.index import Index
from movies.wishes.wish import Wish

__all__ = ["Mode", "Pick", "Picks", "recommend", "similar"]

WEIGHTS: Mapping[str, float] = {
    "mood": 0.40,
    "quality": 0.30,
    "people": 0.20,
    "genres": 0.14,
    "language": 0.20,
    "fresh": 0.15,
}
SURE_FROM = 0.60  # confidence from which the mood counts in full
LEAST_SURENESS = 0.15  # a mood nobody is sure of still leans a little
STEEPNESS = 1.2  # of the curve from fit (in deviations) to 0-1; beyond about 1.5 a film simply fits
FIT_OF_UNKNOWN = 0.0  # a film without genres cannot be said to carry anything
POOL = 160  # best films the ten are chosen from
SPARE = 6  # ranked beyond the limit, in case a film is deleted before it is shown
EMPTY = "The catalogue is empty: load the starter catalogue first."
NOTHING_LEFT = "No film is left: your hidden films and disliked genres exclude everything that would fit."


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
        notes: every sentence for the page: what was relaxed, or why there is nothing.
    """

    picks: tuple[Pick, ...]
    relaxed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Pick]:
        return iter(self.picks)

    def __len__(self) -> int:
        return len(self.picks)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows in order with their sums, before any film is fetched."""

    rows: Rows
    scores: Floats
    terms: Mapping[str, Floats]
    relaxed: tuple[str, ...]


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
    films = index.current()
    if not len(films):
        return Picks((), notes=(EMPTY,))
    ranking = rank(films, mood, wanted, limit=limit + SPARE, seed=_seed(seed))
    picks = _fetched(films, ranking, mood, wanted, limit)
    if not picks:
        return Picks((), notes=(NOTHING_LEFT,))
    return Picks(picks, ranking.relaxed, ranking.relaxed)


def _seed(seed: int | None) -> int:
    return abs(seed if seed is not None else datetime.date.today().toordinal())


def rank(films: Index, mood: Mood, wish: Wish, *, limit: int, seed: int) -> Ranking:
    """Order the index for a mood and a wish; no film is fetched."""
    people, liked = _rows_with(films, wish.people), _rows_with(films, wish.liked_people)
    terms = _terms(films, mood, wish, people, liked, seed)
    total = _sum(terms)
    tiers = _tiers(films, wish, people)
    rows, relaxed = _fill(films, total, tiers, limit)
    return Ranking(rows, total[rows], {name: term[rows] for name, term in terms.items()}, relaxed)


def sureness(mood: Mood) -> float:
    """0-1, how far the mood is to be trusted with the choice."""
    if mood.unsure:
        return LEAST_SURENESS
    chance = 1.0 / max(len(mood.scores), 2)
    return float(np.clip((mood.confidence - chance) / (SURE_FROM - chance), LEAST_SURENESS, 1.0))


def _terms(
    films: Index, mood: Mood, wish: Wish, people: Rows | None, liked: Rows | None, seed: int
) -> dict[str, Floats]:
    """What each term adds to each film's score; weights are already scaled to sum to one."""
    sure = sureness(mood)
    values: dict[str, tuple[float, Floats]] = {
        "mood": (WEIGHTS["mood"] * sure, _fit(films, mood, wish.mode)),
        "quality": (WEIGHTS["quality"] + WEIGHTS["mood"] * (1.0 - sure), films.quality),
        "fresh": (WEIGHTS["fresh"], np.random.default_rng(seed).random(len(films), dtype=np.float32)),
    }
    if people is not None or liked is not None:
        asked = [rows for rows in (people, liked) if rows is not None]
        values["people"] = (WEIGHTS["people"], films.mask_of(np.concatenate(asked)).astype(np.float32))
    if wish.genres or wish.liked_genres:
        bits = films.bits_of([*wish.genres, *wish.liked_genres])
        values["genres"] = (WEIGHTS["genres"], ((films.genre_bits & bits) > 0).astype(np.float32))
    if wish.languages:
        spoken = films.speaking(wish.languages)
        values["language"] = (WEIGHTS["language"], np.where(spoken, films.language_share, np.float32(0.0)))
    whole = sum(weight for weight, _ in values.values())
    return {name: np.float32(weight / whole) * value for name, (weight, value) in values.items()}


def _sum(terms: Mapping[str, Floats]) -> Floats:
    total = np.zeros_like(next(iter(terms.values())))
    for term in terms.values():
        total += term
    return total


def _fit(films: Index, mood: Mood, mode: Mode) -> Floats:
    """0-1, how far each film lies in the evening's direction."""
    along = films.feeling @ directions.direction(mood, mode)
    fit = 1.0 / (1.0 + np.exp(-STEEPNESS * along))
    return np.asarray(np.where(films.primary >= 0, fit, FIT_OF_UNKNOWN), dtype=np.float32)


def _rows_with(films: Index, people: Iterable[int]) -> Rows | None:
    wanted = list(people)
    if not wanted:
        return None
    credits = Credit.objects.filter(person_id__in=wanted).values_list("movie_id", flat=True).distinct()
    return films.rows_of(credits)


@dataclass(frozen=True, slots=True)
class _Filter:
    """A filter that may give way, and how to say that it did."""

    mask: Mask
    sentence: str


def _tiers(films: Index, wish: Wish, people: Rows | None) -> tuple[Mask, list[_Filter]]:
    """What is never shown, and the filters that may give way, the softest first."""
    return _allowed(films, wish), [
        *_repeat_filter(films, wish),
        *_runtime_filter(films, wish),
        *_year_filter(films, wish),
        *_genre_filter(films, wish),
        *(
            [_Filter(films.mask_of(people), "some are without the people you named")]
            if people is not None
            else []
        ),
        *_language_filter(films, wish),
    ]


def _allowed(films: Index, wish: Wish) -> Mask:
    """Rules no shortage of films bends: hidden, disliked, unasked horror, harshness on a gentle evening."""
    mask = np.ones(len(films), dtype=bool)
    mask[films.rows_of(wish.hidden)] = False
    barred = set(wish.disliked_genres) - set(wish.genres)
    if not wish.wants_horror:
        barred.add("Horror")
    mask &= (films.genre_bits & films.bits_of(barred)) == 0
    if wish.mode != Mode.MATCH:
        asked_harsh = wish.wants_horror and "Horror" in wish.genres
        mask &= directions.gentle(films.feeling) | np.bool_(asked_harsh)
    return mask


def _repeat_filter(films: Index, wish: Wish) -> Iterator[_Filter]:
    if wish.exclude:
        yield _Filter(~films.mask_of(films.rows_of(wish.exclude)), "some you were shown lately are back")


def _runtime_filter(films: Index, wish: Wish) -> Iterator[_Filter]:
    if wish.max_runtime is not None:
        short = (films.runtime > 0) & (films.runtime <= wish.max_runtime)
        yield _Filter(short, f"some run longer than {wish.max_runtime} minutes, or their length is not known")


def _year_filter(films: Index, wish: Wish) -> Iterator[_Filter]:
    if wish.min_year is None and wish.max_year is None:
        return
    first, last = wish.min_year or 1, wish.max_year or np.iinfo(np.int16).max
    yield _Filter((films.year >= first) & (films.year <= last), f"some are not from {_span(wish)}")


def _span(wish: Wish) -> str:
    if wish.min_year is not None and wish.max_year is not None:
        return f"{wish.min_year}–{wish.max_year}" if wish.min_year != wish.max_year else str(wish.min_year)
    return f"{wish.min_year} or later" if wish.min_year is not None else f"{wish.max_year} or earlier"


def _genre_filter(films: Index, wish: Wish) -> Iterator[_Filter]:
    if wish.genres:
        mask = (films.genre_bits & films.bits_of(wish.genres)) > 0
        yield _Filter(mask, f"some are of other genres than {reasons.either(wish.genres)}")


def _language_filter(films: Index, wish: Wish) -> Iterator[_Filter]:
    if wish.languages:
        mask = films.speaking(wish.languages)
        yield _Filter(mask, f"some are not in {reasons.either(reasons.language_names(wish.languages))}")


def _fill(
    films: Index, total: Floats, tiers: tuple[Mask, list[_Filter]], limit: int
) -> tuple[Rows, tuple[str, ...]]:
    """Films that pass everything first; then, softest first, filters give way until there are enough."""
    allowed, soft = tiers
    taken: list[int] = []
    given_way: list[str] = []
    needed = limit - SPARE
    for dropped in range(len(soft) + 1):
        mask = allowed.copy()
        for kept in soft[dropped:]:
            mask &= kept.mask
        mask[taken] = False
        found = chosen(films, _best(total, mask, POOL), total, count=limit - len(taken), before=taken)
        if dropped and found:
            given_way.append(soft[dropped - 1].sentence)
        taken += _shown_best_first(found, total, needed - len(taken))
        if len(taken) >= needed:
            break
    return np.array(taken, dtype=np.intp), _relaxed(given_way)


def _shown_best_first(found: list[int], total: Floats, shown: int) -> list[int]:
    """The films that will be shown by score, then the spare ones as they came."""
    return [*sorted(found[:shown], key=lambda row: -total[row]), *found[shown:]]


def _relaxed(given_way: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"Too few films fit everything you asked for, so {sentence}." for sentence in given_way)


def _best(total: Floats, mask: Mask, count: int) -> Rows:
    """Rows of the highest scores within the mask, best first."""
    rows = np.flatnonzero(mask)
    if len(rows) > count:
        rows = rows[np.argpartition(total[rows], len(rows) - count)[-count:]]
    return np.asarray(rows[np.argsort(-total[rows], kind="stable")], dtype=np.intp)


def _fetched(films: Index, ranking: Ranking, mood: Mood, wish: Wish, limit: int) -> tuple[Pick, ...]:
    """The ranked films with their rows; one that was deleted meanwhile is passed over."""
    movies = Movie.objects.for_cards().in_bulk([int(films.ids[row]) for row in ranking.rows])
    kept = [place for place, row in enumerate(ranking.rows) if int(films.ids[row]) in movies][:limit]
    speak = reasons.Speaker(mood, wish, [int(films.ids[ranking.rows[place]]) for place in kept])
    picks = []
    for place in kept:
        row = ranking.rows[place]
        terms = {name: float(values[place]) for name, values in ranking.terms.items()}
        said = speak.reasons(movies[int(films.ids[row])], terms, films.feeling[row])
        picks.append(
            Pick(
                movie=movies[int(films.ids[row])],
                score=float(ranking.scores[place]),
                reasons=tuple(sentence for _, sentence in said),
                terms=terms,
                reason_terms=tuple(name for name, _ in said),
            )
        )
    return tuple(picks)


SIMILAR_WEIGHTS: Mapping[str, float] = {
    "genres": 0.34,
    "feeling": 0.22,
    "people": 0.20,
    "decade": 0.08,
    "language": 0.04,
    "quality": 0.12,
}


def similar(movie: Movie, limit: int = 6) -> list[Movie]:
    """Films like this one by genres, what they carry, people, decade and language; the best known ones first."""
    films = index.current()
    rows = films.rows_of([movie.pk])
    if not len(rows):
        return []
    row = int(rows[0])
    likeness = _likeness(films, row, movie)
    likeness[row] = -1.0
    best = chosen(films, _best(likeness, films.primary >= -1, POOL), likeness, count=limit + SPARE, before=[])
    found = Movie.objects.for_cards().in_bulk([int(films.ids[r]) for r in best])
    return [found[int(films.ids[r])] for r in best if int(films.ids[r]) in found][:limit]


def _likeness(films: Index, row: int, movie: Movie) -> Floats:
    weight = {name: np.float32(value) for name, value in SIMILAR_WEIGHTS.items()}
    bits = films.genre_bits[row]
    shared = np.bitwise_count(films.genre_bits & bits).astype(np.float32)
    either = np.maximum(np.bitwise_count(films.genre_bits | bits), 1)
    apart = np.linalg.norm(films.feeling - films.feeling[row], axis=1)
    years = np.abs(films.year.astype(np.float32) - np.float32(films.year[row]))
    codes = [code for code, rows in films.in_language.items() if row in rows]
    total = weight["genres"] * shared / either + weight["feeling"] * np.exp(-apart / 2.0)
    total += weight["people"] * _shared_people(films, movie)
    total += weight["decade"] * np.exp(-years / 10.0) + weight["quality"] * films.quality
    total += weight["language"] * films.speaking(codes)
    return np.asarray(total, dtype=np.float32)


FULL_SHARED_PEOPLE = 3.0  # shared credits that make two films as close by people as can be


def _shared_people(films: Index, movie: Movie) -> Floats:
    shared = np.zeros(len(films), dtype=np.float32)
    mine = Credit.objects.filter(movie=movie).values("person_id")
    others = Credit.objects.filter(person_id__in=mine).values_list("movie_id", flat=True)
    ids, counts = np.unique(np.fromiter(others, dtype=np.int64), return_counts=True)
    known = np.isin(ids, films.ids)
    shared[films.rows_of(ids)] = np.minimum(counts[known] / FULL_SHARED_PEOPLE, 1.0)
    return shared
