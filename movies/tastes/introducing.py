"""Ten posters to tap: films most people know, chosen so that the taps tell as much about a taste as ten taps can.

Each next poster is the one that is least like those that were shown, and of which the taps so far leave it most open
whether it pleases: what everybody likes, or what is settled already, is not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from movies.film_arrays import Floats, Rows
from movies.models import Movie, Taste
from movies.recommending import sharing, taste
from movies.recommending.index import KNOWN_HALVINGS, Index
from movies.tastes import verdicts
from movies.tastes.verdicts import Verdict

POSTERS = 10
WELL_KNOWN = 4.6 / KNOWN_HALVINGS  # steps: 4 % of the films of its time are as well known
MOST_ROUNDS = 4  # tens of posters somebody may ask for
CANDIDATES = 400  # the best rated of the best known films
OF_DISTANCE, OF_DOUBT, OF_QUALITY, OF_AGE = 1.0, 0.6, 0.5, 0.5
OLD_FROM, OLD_FOR = 1990, 50.0  # a film of 1940 is as old as can be: fewer people have seen it
YEARS_APART = 15.0  # years at which two films are of different times
FEELINGS_APART = 3.0  # deviations at which two films feel different


def posters(*, seen: Collection[int] = (), liked: Iterable[int] = (), count: int = POSTERS) -> list[Movie]:
    """Films to ask about, the order they are chosen in.

    Args:
        seen: primary keys of films that were asked about, or that the person has spoken of.
        liked: those among them that were tapped.
    """
    films = sharing.current()
    rows = chosen(films, seen=seen, liked=liked, count=count)
    found = Movie.objects.prefetch_related("genres").in_bulk(films.ids[rows].tolist())
    return [found[pk] for pk in films.ids[rows].tolist() if pk in found]


def chosen(films: Index, *, seen: Collection[int], liked: Iterable[int], count: int) -> Rows:
    """Rows of the films to ask about."""
    asked = films.rows_of(seen)
    candidates = _candidates(films, asked)
    if not len(candidates):
        return candidates
    worth = OF_QUALITY * films.quality[candidates] - OF_AGE * _age(films, candidates)
    worth += OF_DOUBT * _doubt(films, candidates, seen, frozenset(liked))
    nearest = (
        np.min([_apart(films, candidates, row) for row in asked], axis=0)
        if len(asked)
        else np.ones(len(worth))
    )
    taken: list[int] = []
    for _ in range(min(count, len(candidates))):
        best = int(np.argmax(worth + OF_DISTANCE * nearest))
        taken.append(best)
        worth[best] = -np.inf
        nearest = np.minimum(nearest, _apart(films, candidates, int(candidates[best])))
    return candidates[taken]


def _candidates(films: Index, asked: Rows) -> Rows:
    """The best known films, the best rated first: rows stand by quality already."""
    fame = np.flatnonzero(films.known >= WELL_KNOWN)
    pool = fame if len(fame) >= CANDIDATES // 4 else np.arange(len(films))
    return pool[~np.isin(pool, asked)][:CANDIDATES]


def _age(films: Index, rows: Rows) -> Floats:
    """(m,) 0-1."""
    return np.asarray(
        np.clip((OLD_FROM - films.year[rows].astype(np.float32)) / np.float32(OLD_FOR), 0.0, 1.0)
    )


def _doubt(films: Index, candidates: Rows, seen: Collection[int], liked: frozenset[int]) -> Floats:
    """0-1: one where a film is as likely to please as not."""
    leaning = taste.of_wish(films, liked, frozenset(seen) - liked, ())
    if leaning is None:
        return np.zeros(len(candidates), dtype=np.float32)
    odds = leaning.log_odds(films, candidates)
    deviations = (odds - np.median(odds)) / max(float(odds.std()), 1e-3)
    return np.asarray(np.exp(-(deviations**2)), dtype=np.float32)


def _apart(films: Index, rows: Rows, other: int) -> Floats:
    """(m,) 0-1 how different films are from one: genres, time and feelings, a third each."""
    bits, mine = films.genre_bits[rows], films.genre_bits[other]
    shared = np.bitwise_count(bits & mine) / np.maximum(np.bitwise_count(bits | mine), 1)
    years = np.abs(films.year[rows].astype(np.float32) - np.float32(films.year[other])) / YEARS_APART
    feelings = np.linalg.norm(films.feeling(rows) - films.feeling(np.array([other])), axis=1) / FEELINGS_APART
    return np.asarray(
        (1.0 - shared + np.minimum(years, 1.0) + np.minimum(feelings, 1.0)) / 3.0, dtype=np.float32
    )


def keep(user: User, tapped: Iterable[Movie]) -> int:
    """Who tapped these loves them; films they spoke of before stay as they are.

    Returns:
        How many are new.
    """
    with transaction.atomic():
        said = verdicts.all_said_by(user)
        fresh = [movie for movie in tapped if not said.get(movie.pk, frozenset()) & WATCHED]
        for movie in fresh:
            verdicts.say(user, movie, Verdict.LIKED)
        done(user)
    return len(fresh)


WATCHED = frozenset({Verdict.SEEN, Verdict.LIKED, Verdict.DISLIKED})


def done(user: User) -> None:
    """They tapped, or said they would rather not: they are not asked again."""
    Taste.objects.update_or_create(user=user, defaults={"introduced": timezone.now()})
