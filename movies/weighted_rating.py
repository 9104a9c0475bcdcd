"""How good a film is, as all of the site ranks by it: (v/(v+m))·R + (m/(v+m))·C, as expressions a database computes.

R is the mean mark on 0-10 and v the weight of evidence behind it, in critics' reviews: IMDb's votes where there are
any, otherwise the critics' average (or the Tomatometer) by its number of reviews, with Metacritic joining in. C is
the catalogue's mean R, and m its `PRIOR_QUANTILE` of v, both over every film that anybody has marked.
"""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Avg,
    Case,
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Round, RowNumber

PRIOR_QUANTILE = 0.6
"""m is this quantile of the evidence, so that a handful of marks cannot win."""

LEAST_PRIOR, MARK_OF_NOBODY = 1.0, 5.0
"""m at least, and C where nobody has marked anything."""

DIGITS_OF_MEAN = 6
"""C is rounded to so many, so that the same films always give the same ratings, to the bit."""

VOTES_PER_REVIEW = 500.0
"""IMDb votes that count as much as one critic's review where a film has both."""

MARK_OF_NO_SHARE, MARK_PER_SHARE = 3.0, 0.05
"""A Tomatometer is a share of people, not a mark: the line from one to the other through the starter
catalogue's films with 60 reviews or more (correlation 0.97)."""

REVIEWS_OF_A_METASCORE = 20.0
"""Metacritic states no number of reviews here; a metascore rests on about this many."""

_VOTED = Q(imdb_rating__isnull=False, imdb_votes__gt=0)
_REVIEWED = Q(tomatometer__isnull=False) | Q(critics_average__isnull=False)

RATED = _VOTED | _REVIEWED | Q(metascore__isnull=False)
"""Films about which anybody has said how good they are."""


def weighted_rating(films: QuerySet[Any]) -> Any:
    """The rating as an expression; m and C are parts of it, read from `films` within the same statement."""
    m, c = prior(films)
    v, r = evidence(), mark()
    weighted = ExpressionWrapper((v * r + m * c) / (v + m), output_field=FloatField())
    return Case(When(RATED, then=weighted), default=Value(None), output_field=FloatField())


def prior(films: QuerySet[Any]) -> tuple[Any, Any]:
    """(m, C) of the films as expressions that ask for them."""
    marked = films.filter(RATED).order_by().annotate(_evidence=evidence(), _mark=mark())
    # a sum of floats depends on the rows' order, which a database may choose anew each time it is asked
    average = Cast(Round(Avg("_mark"), precision=DIGITS_OF_MEAN), FloatField())
    mean = marked.annotate(_all=Value(1)).values("_all").annotate(_mean=average).values("_mean")
    numbered = marked.annotate(
        _place=Window(RowNumber(), order_by=F("_evidence").asc()), _films=Window(Count("pk"))
    )
    behind = numbered.filter(_place__gt=F("_films") * PRIOR_QUANTILE)
    quantile = behind.order_by("_place").values("_evidence")[:1]
    m = Greatest(Coalesce(Subquery(quantile), LEAST_PRIOR), LEAST_PRIOR, output_field=FloatField())
    return m, Coalesce(Subquery(mean), MARK_OF_NOBODY, output_field=FloatField())


def evidence() -> Any:
    """v, in critics' reviews."""
    critics = ExpressionWrapper(_critics_reviews() + _metacritic_reviews(), output_field=FloatField())
    votes = ExpressionWrapper(_number("imdb_votes") / VOTES_PER_REVIEW, output_field=FloatField())
    return Case(When(_VOTED, then=votes), default=critics, output_field=FloatField())


def mark() -> Any:
    """R, 0-10."""
    share = ExpressionWrapper(
        _number("tomatometer") * MARK_PER_SHARE + MARK_OF_NO_SHARE, output_field=FloatField()
    )
    tomatoes = Coalesce(_number("critics_average"), share, Value(0.0))
    metacritic = Coalesce(_number("metascore") / 10.0, Value(0.0))
    reviews, others = _critics_reviews(), _metacritic_reviews()
    critics = ExpressionWrapper(
        (tomatoes * reviews + metacritic * others) / (reviews + others), output_field=FloatField()
    )
    return Case(When(_VOTED, then=_number("imdb_rating")), default=critics, output_field=FloatField())


def _critics_reviews() -> Any:
    """Reviews behind the critics' mark: 0 where there is none, never 0 where there is one."""
    reviews = Coalesce(_number("tomato_reviews"), 1.0)
    return Case(When(_REVIEWED, then=reviews), default=Value(0.0), output_field=FloatField())


def _metacritic_reviews() -> Any:
    return Case(
        When(metascore__isnull=False, then=Value(REVIEWS_OF_A_METASCORE)),
        default=Value(0.0),
        output_field=FloatField(),
    )


def _number(field: str) -> Any:
    return Cast(F(field), FloatField())
