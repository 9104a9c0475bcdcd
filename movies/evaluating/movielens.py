"""Leave-last-out on MovieLens: does a taste learned from somebody's films find the next one they liked?

Of every member the last film they liked (4 stars or more, by time) is held out. What they rated before is their taste;
what they rated after is not used at all. Every film of the catalogue that they had not rated is ranked, none is sampled.
The rival in the same run is popularity: how many members rated a film, counted over what came before the held-out films.

The taste part is `movies.recommending.taste`, as the site uses it, twice: on the catalogue as it is, and with how well
known films are from the same counts that popularity has, as the site knows them after `import_movielens`. Its weights are
learned from one half of the members and judged on the other, and the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from movies.evaluating import fitting, likeness, metrics
from movies.evaluating.cases import Case
from movies.film_arrays import Rows
from movies.models import Credit, Movie, MovieAlias
from movies.recommending import building, taste
from movies.recommending.crews import Crew
from movies.recommending.index import Index
from movies.recommending.opinions import DISLIKED, LOVED, SEEN, Said
from scrapers.movielens_people import Watched, histories

LIKED_FROM, DISLIKED_TO = 4.0, 2.0  # stars
LEAST_BEFORE = 5  # films somebody must have rated before the one that is held out
MORE_HELD_OUT = 5  # a second figure holds out each of the last five, for a narrower interval


@dataclass(frozen=True, slots=True)
class Members:
    """The members whose films are in the catalogue.

    Attributes:
        watched: rows and stars of each, the oldest first.
        ratings, here: how many ratings there are, and how many of films that are in the catalogue.
    """

    watched: Sequence[tuple[Rows, npt.NDArray[np.float64]]]
    ratings: int
    here: int


def evaluate(folder: Path, films: Index) -> dict[str, Any]:
    """The whole protocol on a folder with links.csv and ratings.csv.

    Raises:
        scrapers.csv_rows.CsvError: one of them is missing or is another file.
    """
    members = _members(histories(folder), films)
    crew = _crew_in_memory(films)
    everybody = range(len(members.watched))
    last = [case for number in everybody for case in cases(members, number, 1)]
    several = [case for number in everybody for case in cases(members, number, MORE_HELD_OUT)]
    popularity = _counts(films, members, last)
    counted = _with_counts(films, popularity)
    return {
        "members": len(members.watched),
        "held_out": len(last),
        "films": len(films),
        "ratings_of_films_here": round(members.here / max(members.ratings, 1), 4),
        **_both(films, members, crew, popularity, last, several),
        "with_counts": _both(counted, members, crew, popularity, last, several),
        "similar": likeness.evaluate(films, [rows[stars >= LIKED_FROM] for rows, stars in members.watched]),
        "shipped_weights": _judged(films, last, crew, (taste.WEIGHTS, taste.WEIGHTS), popularity)["taste"],
    }


def _both(
    films: Index,
    members: Members,
    crew: Crew,
    popularity: npt.NDArray[np.float64],
    last: Sequence[Case],
    several: Sequence[Case],
) -> dict[str, Any]:
    """The last liked film held out, and each of the last five, by weights learned from other members."""
    weights = _cross_fitted(films, members, crew)
    more = _judged(films, several, crew, weights, popularity)
    return _judged(films, last, crew, weights, popularity) | {"each_of_the_last_five": more}


def _with_counts(films: Index, popularity: npt.NDArray[np.float64]) -> Index:
    """The index as it is after `import_movielens`, had that known only ratings from before the held-out films."""
    rated = building.known_steps(np.zeros_like(films.year), popularity.astype(np.float32))
    return replace(films, known=np.maximum(films.known, rated))


def learn(folder: Path, films: Index) -> Mapping[str, float]:
    """Weights from all members: what `taste.WEIGHTS` ships."""
    members = _members(histories(folder), films)
    everybody = [
        case for number in range(len(members.watched)) for case in cases(members, number, fitting.HELD_OUT)
    ]
    return fitting.learn(films, everybody, _crew_in_memory(films))


def cases(members: Members, member: int, most: int) -> list[Case]:
    """The last `most` liked films, each with what was rated before it; the very last first."""
    rows, stars = members.watched[member]
    liked = [place for place in np.flatnonzero(stars >= LIKED_FROM) if place >= LEAST_BEFORE]
    return [
        Case(member, Said(rows[:place], _weights(stars[:place])), int(rows[place]))
        for place in liked[::-1][:most]
    ]


def _weights(stars: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    weights = np.where(stars >= LIKED_FROM, LOVED, np.where(stars <= DISLIKED_TO, DISLIKED, SEEN))
    return weights.astype(np.float32)


def _members(histories: Mapping[str, Sequence[Watched]], films: Index) -> Members:
    ids = dict(Movie.objects.exclude(imdb_id=None).values_list("imdb_id", "pk"))
    ids |= dict(MovieAlias.objects.values_list("imdb_id", "movie_id"))
    rows = films.rows_of(ids.values())
    row_of = dict(zip(films.ids[rows].tolist(), rows.tolist(), strict=True))
    watched = []
    for ratings in histories.values():
        mine = [(row_of[pk], one.stars) for one in ratings if (pk := ids.get(one.imdb_id)) in row_of]
        watched.append((np.array([row for row, _ in mine], np.intp), np.array([stars for _, stars in mine])))
    total = sum(len(ratings) for ratings in histories.values())
    return Members(watched, total, sum(len(rows) for rows, _ in watched))


def _counts(films: Index, members: Members, last: Sequence[Case]) -> npt.NDArray[np.float64]:
    """Members who rated each film before their own held-out one."""
    counts = np.zeros(len(films))
    held = {case.member: len(case.said.rows) for case in last}
    for member, (rows, _) in enumerate(members.watched):
        np.add.at(counts, rows[: held.get(member, len(rows))], 1.0)
    return counts


def _cross_fitted(
    films: Index, members: Members, crew: Crew
) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Weights for even members, learned from odd ones, and for odd ones, learned from even ones."""
    learned = [
        fitting.learn(
            films,
            [c for m in range(half, len(members.watched), 2) for c in cases(members, m, fitting.HELD_OUT)],
            crew,
        )
        for half in (1, 0)
    ]
    return learned[0], learned[1]


def _judged(
    films: Index,
    held_out: Sequence[Case],
    crew: Crew,
    weights: tuple[Mapping[str, float], Mapping[str, float]],
    popularity: npt.NDArray[np.float64],
) -> dict[str, Any]:
    ours, theirs, shown = [], [], set()
    everything = np.arange(len(films))
    for case in held_out:
        leaning = taste.leaning(films, case.said, crew, weights[case.member % 2])
        assert leaning is not None
        odds = leaning.log_odds(films, everything).astype(np.float64)
        ours.append(_rank(odds, case))
        theirs.append(_rank(popularity, case))
        odds[case.said.rows] = -np.inf
        shown |= set(np.argpartition(-odds, metrics.TOP)[: metrics.TOP].tolist())
    return _compared(np.array(ours), np.array(theirs), np.array([c.member for c in held_out])) | {
        "films_in_some_top_ten": round(len(shown) / max(len(films), 1), 4)
    }


def _rank(values: npt.NDArray[np.float64], case: Case) -> float:
    """From 1, among films not rated before; equal films share their places."""
    others = np.ones(len(values), dtype=bool)
    others[case.said.rows] = False
    mine, rest = values[case.target], values[others]
    return 1.0 + float((rest > mine).sum()) + (float((rest == mine).sum()) - 1.0) / 2.0


def _compared(ours: metrics.Ranks, theirs: metrics.Ranks, member: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Both, and the gain with an interval over members, not over films."""
    people, who = np.unique(member, return_inverse=True)
    mine, rival = (
        np.bincount(who, weights=metrics.gains(ranks), minlength=len(people)) for ranks in (ours, theirs)
    )

    def gain(drawn: npt.NDArray[np.intp]) -> float:
        below = float(rival[drawn].sum())
        return float(mine[drawn].sum()) / below - 1.0 if below else float("nan")

    if not len(people):
        return {"taste": {}, "popularity": {}}
    return {
        "taste": metrics.summary(ours),
        "popularity": metrics.summary(theirs),
        "gain": round(gain(np.arange(len(people))), 4),
        "gain_interval": metrics.interval(len(people), gain),
    }


def _crew_in_memory(films: Index) -> Crew:
    """As `crews.from_database`, asked once for all members."""
    credits = Credit.objects.order_by("movie_id").values_list("movie_id", "person_id", "role")
    by_film: dict[int, tuple[list[int], list[bool]]] = {}
    for film, person, role in credits.iterator(chunk_size=20_000):
        people, directs = by_film.setdefault(film, ([], []))
        people.append(person)
        directs.append(role == Credit.Role.DIRECTOR)
    nobody: tuple[list[int], list[bool]] = ([], [])

    def ask(rows: Rows) -> tuple[Rows, npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        found = [by_film.get(film, nobody) for film in films.ids[rows].tolist()]
        places = np.repeat(np.arange(len(rows)), [len(people) for people, _ in found])
        people = [person for people, _ in found for person in people]
        return (
            places,
            np.array(people, np.int64),
            np.array([d for _, directs in found for d in directs], bool),
        )

    return ask
