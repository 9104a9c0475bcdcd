"""How fast ranking is: requests with filters, over the catalogue as it is or over a synthetic one.

What is timed is everything between a mood with a wish and the ten rows to show (terms, filters, search,
diversity); reading those ten films from the database is the page's part. Beside it, in the same run, stands
the least that ranking by arrays could cost: one product of an (n, 8) 32-bit matrix with the direction, and
NumPy's partial sort for ten. It filters nothing and gives no reasons.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle
from typing import Any

import numpy as np

from ml import films as film_model
from ml.films import FEELINGS, fact_columns
from ml.labels import Emotion
from ml.readings import Mood
from movies.film_arrays import Floats
from movies.models import Mode
from movies.recommending import building, directions, sharing
from movies.recommending.building import Facts, Links
from movies.recommending.index import Index
from movies.recommending.ranking import rank
from movies.recommending.scoring import score
from movies.wishes.wish import Wish

ROUNDS = 5  # of all requests
SHOWN = 10
SEED = 20_240_229

# fmt: off
GENRE_SHARES = {  # of the films of the starter catalogue
    "Documentary": .09, "Animation": .02, "Horror": .11, "Western": .02, "Musical": .05, "War": .03, "Sport": .02,
    "Sci-Fi": .07, "Fantasy": .07, "Romance": .15, "Comedy": .32, "Crime": .13, "Mystery": .04, "Thriller": .12,
    "Action": .13, "Adventure": .05, "Biography": .05, "Music": .01, "Family": .03, "History": .02, "Drama": .51,
}
LANGUAGE_SHARES = {  # the eight most spoken; the others share what is left
    "en": .60, "fr": .08, "es": .05, "de": .04, "it": .03, "ja": .03, "hi": .03, "ru": .02,
}
# fmt: on
OTHER_LANGUAGES, OTHER_SHARE = 120, 0.16
CREDITS_A_FILM, PEOPLE_A_FILM = 8, 1.5
TYPICAL_VOTES, VOTES_SPREAD = (
    150.0,
    2.0,
)  # median, and deviation of the natural logarithm: few films are known
MEAN_MARK, MARK_SPREAD = 6.2, 1.2
CERTIFICATES = ("", "G", "PG", "PG-13", "R", "NC-17")
CERTIFICATE_SHARES = (0.85, 0.01, 0.04, 0.03, 0.06, 0.01)
NETFLIX_SHARE = 0.01
FILMS_AT_ONCE = 100_000


def measure(titles: int | None = None) -> dict[str, float]:
    """Time the ranking.

    Args:
        titles: of a synthetic catalogue; the catalogue as it is when left out.

    Returns:
        titles, p50_ms and p95_ms of a request, ratio_to_numpy (median request to median of the bare
        product and partial sort), index_mb (memory of the arrays).
    """
    films = sharing.current() if titles is None else synthetic(titles)
    requests = _requests(films)
    for mood, wish in requests:  # the first touch of each array is not ranking
        _ranked(films, mood, wish, 0)
    least = _bare(films)
    calls = [
        call
        for seed in range(ROUNDS)
        for mood, wish in requests
        for call in (partial(_ranked, films, mood, wish, seed), least)  # in turns: other work slows both
    ]
    both = _milliseconds(calls)
    took, bare = both[::2], both[1::2]
    p50, p95 = np.percentile(took, [50, 95])
    return {
        "titles": len(films),
        "p50_ms": round(float(p50), 3),
        "p95_ms": round(float(p95), 3),
        "ratio_to_numpy": round(float(p50 / np.percentile(bare, 50)), 3),
        "index_mb": round(films.megabytes, 2),
    }


def _ranked(films: Index, mood: Mood, wish: Wish, seed: int) -> None:
    rank(films, score(films, mood, wish, seed=seed), wish, limit=SHOWN)


def _bare(films: Index) -> Callable[[], object]:
    """The least any ranking by arrays does."""
    feelings = films.feeling(slice(None))
    way = directions.direction(_mood(Emotion.SAD), Mode.LIFT)
    count = min(SHOWN, max(len(films) - 1, 0))

    def product_and_partial_sort() -> object:
        total = feelings @ way
        highest = np.argpartition(total, -count)[-count:]
        return highest[np.argsort(-total[highest])]

    return product_and_partial_sort


def _milliseconds(calls: Sequence[Callable[[], object]]) -> Floats:
    took = []
    for call in calls:
        started = time.perf_counter()
        call()
        took.append((time.perf_counter() - started) * 1000.0)
    return np.array(took, dtype=np.float32)


def _mood(emotion: Emotion, confidence: float = 0.8) -> Mood:
    others = (1.0 - confidence) / (len(Emotion) - 1)
    return Mood(
        {each: confidence if each is emotion else others for each in Emotion}, emotion, confidence, (emotion,)
    )


def _requests(films: Index) -> list[tuple[Mood, Wish]]:
    """Evenings of every kind, each with what the person has seen and was shown lately."""
    rng = np.random.default_rng(SEED)
    seen = frozenset(rng.choice(films.ids, min(300, len(films) // 10), replace=False).tolist())
    shown = frozenset(films.ids[: min(120, len(films) // 10)].tolist())
    somebody = (
        tuple(films.people[rng.integers(0, len(films.people), 3)].tolist()) if len(films.people) else ()
    )
    wishes = [
        Wish(mode=Mode.LIFT),
        Wish(mode=Mode.MATCH),
        Wish(mode=Mode.CALM),
        Wish(languages=("en",)),
        Wish(languages=("fr", "es")),
        Wish(mode=Mode.MATCH, languages=("ja",), min_year=1990),
        Wish(min_year=1990, max_year=1999, max_runtime=120),
        Wish(genres=("Comedy",), max_runtime=100),
        Wish(mode=Mode.MATCH, genres=("Horror",), languages=("en",)),
        Wish(disliked_genres=frozenset({"Documentary", "War"}), liked_genres=frozenset({"Romance"})),
        Wish(mode=Mode.CALM, liked_people=frozenset(somebody), certificates=frozenset({"G", "PG"})),
        Wish(people=somebody),
    ]
    return [
        (_mood(emotion), replace(wish, hidden=seen, exclude=shown))
        for emotion, wish in zip(cycle(Emotion), wishes, strict=False)
    ]


def synthetic(titles: int) -> Index:
    """An index of as many made-up films: genres, languages, people and votes spread as in real catalogues,
    feelings by the shipped model."""
    rng = np.random.default_rng(SEED)
    parts = [_strength(rng, min(FILMS_AT_ONCE, titles - first)) for first in range(0, titles, FILMS_AT_ONCE)]
    flags = np.concatenate([flags for flags, _ in parts])
    places, numbers = np.nonzero(flags)
    votes = rng.lognormal(np.log(TYPICAL_VOTES), VOTES_SPREAD, titles)
    marks = np.clip(rng.normal(MEAN_MARK, MARK_SPREAD, titles), 1.0, 10.0)
    typical = np.quantile(votes, 0.6)
    spoken = _languages(rng, titles)
    return building.arrange(
        Facts(
            ids=np.arange(1, titles + 1, dtype=np.int64),
            year=(2025 - np.minimum(rng.exponential(22.0, titles), 105.0)).astype(np.int16),
            runtime=np.clip(rng.normal(98.0, 20.0, titles), 45.0, 240.0).astype(np.int16),
            marks=((votes * marks + typical * MEAN_MARK) / (votes + typical)).astype(np.float32),
            evidence=(votes / 500.0).astype(np.float32),
            certificate=rng.choice(len(CERTIFICATES), titles, p=CERTIFICATE_SHARES).astype(np.uint8),
            on_netflix=rng.random(titles) < NETFLIX_SHARE,
            series=np.arange(titles, dtype=np.int32),
            strength=np.concatenate([strength for _, strength in parts]),
            genre_names=tuple(GENRE_SHARES),
            genres=Links(places, numbers.astype(np.int64)),
            language_codes=(
                *LANGUAGE_SHARES,
                *(f"x{number}" for number in range(OTHER_LANGUAGES)),
            ),
            languages=Links(np.arange(titles, dtype=np.intp), spoken),
            certificates=CERTIFICATES,
            people=_credits(rng, titles),
        ),
        version=0,
    )


def _strength(rng: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """(genre flags, feelings) of some films, one genre at least each."""
    model = film_model.load()
    shares = np.array(list(GENRE_SHARES.values()))
    flags = rng.random((count, len(shares))) < shares * 0.8
    flags[np.arange(count), rng.choice(len(shares), count, p=shares / shares.sum())] = True
    known = np.zeros((count, len(model.genres)), dtype=np.float32)
    for column, name in enumerate(GENRE_SHARES):
        if name in model.genres:
            known[:, model.genres.index(name)] = flags[:, column]
    facts = fact_columns(
        year=rng.integers(1940, 2025, count),
        runtime=rng.normal(98.0, 20.0, count),
        critics=rng.normal(MEAN_MARK, MARK_SPREAD, count),
        reviews=rng.lognormal(1.0, 2.0, count),
        english=rng.random(count) < LANGUAGE_SHARES["en"],
    )
    strength = model.profile(model.evidence_of(known, facts))
    noise = rng.normal(0.0, 0.03, (count, len(FEELINGS)))  # what tags and people would add
    return flags.astype(np.float32), np.clip(strength + noise, 0.0, 1.0).astype(np.float32)


def _languages(rng: np.random.Generator, titles: int) -> Any:
    shares = [*LANGUAGE_SHARES.values(), *([OTHER_SHARE / OTHER_LANGUAGES] * OTHER_LANGUAGES)]
    return rng.choice(len(shares), titles, p=np.array(shares) / sum(shares)).astype(np.int64)


def _credits(rng: np.random.Generator, titles: int) -> Links:
    """A few people in many films, most in one."""
    people = max(int(titles * PEOPLE_A_FILM), 1)
    who = (people * rng.random(titles * CREDITS_A_FILM) ** 2).astype(np.int64) + 1
    return Links(np.repeat(np.arange(titles, dtype=np.intp), CREDITS_A_FILM), who)
