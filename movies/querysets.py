"""The catalogue's vocabulary: every way of asking for films, people and feedback."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Avg, Case, Count, ExpressionWrapper, F, FloatField, Prefetch, Q, Value, When
from django.db.models.functions import Cast, Coalesce

from scrapers.records import search_key

if TYPE_CHECKING:
    from movies.models import Feedback, Language, Movie, Person  # noqa: F401

type_of_user = AbstractBaseUser | AnonymousUser

COMMON_FILMS = 20
"""Films a language needs to be offered in a list."""

VOTES_PRIOR_QUANTILE = 0.6
"""m of the weighted rating: the catalogue's 60 % quantile of reviews, so that a handful cannot win."""

VOTES_PER_REVIEW = 500.0
"""IMDb votes that count as much as one critic's review where a film has both."""

MARK_OF_NO_SHARE, MARK_PER_SHARE = 3.0, 0.05
"""A Tomatometer is a share of people, not a mark: the line from one to the other through the starter
catalogue's films with 60 reviews or more (correlation 0.97)."""

REVIEWS_OF_A_METASCORE = 20.0
"""Metacritic states no number of reviews here; a metascore rests on about this many."""


class MovieQuerySet(models.QuerySet["Movie"]):
    def shown(self) -> MovieQuerySet:
        """Without what the operator has hidden: what every page for visitors goes through."""
        return self.filter(hidden=False)

    def in_languages(self, codes: Iterable[str]) -> MovieQuerySet:
        """Films in which at least one of the languages is spoken; no codes, no filter."""
        wanted = list(codes)
        if not wanted:
            return self
        from movies.models import Language

        return self.filter(pk__in=Language.objects.filter(code__in=wanted).values("movies"))

    def with_genres(self, names: Iterable[str]) -> MovieQuerySet:
        """Films of at least one of the genres; no names, no filter."""
        wanted = list(names)
        if not wanted:
            return self
        from movies.models import Genre

        return self.filter(pk__in=Genre.objects.filter(name__in=wanted).values("movies"))

    def with_people(self, people: Iterable[int]) -> MovieQuerySet:
        """Films that credit at least one of the people (ids)."""
        from movies.models import Credit

        return self.filter(pk__in=Credit.objects.filter(person__in=list(people)).values("movie_id"))

    def unseen_by(self, user: type_of_user) -> MovieQuerySet:
        """Without what the user has seen or asked never to see again."""
        if not user.is_authenticated:
            return self
        from movies.models import Feedback

        return self.exclude(pk__in=Feedback.objects.owned_by(user).that_hides().values("movie_id"))

    def search(self, text: str) -> MovieQuerySet:
        """Films whose title (here or elsewhere) or one of whose people holds every word, or whose IMDb id this is.

        Titles come before people, exact ones first, then by weighted rating.
        """
        from movies.models import AlternativeTitle, Credit

        key = search_key(text)
        if not key:
            return self.none()
        if key.startswith("tt") and key[2:].isdigit():
            return self.filter(imdb_id=key)
        in_title, in_name = Q(), Q()
        for word in key.split():
            in_title &= Q(title_key__contains=word)
            in_name &= Q(person__name_key__contains=word)
        elsewhere = Q(pk__in=AlternativeTitle.objects.filter(in_title).values("movie_id"))
        credits = Credit.objects.filter(in_name)
        return (
            self.filter(in_title | elsewhere | Q(pk__in=credits.values("movie_id")))
            .annotate(
                _rank=Case(
                    When(title_key=key, then=Value(0)),
                    When(title_key__startswith=key, then=Value(1)),
                    When(in_title, then=Value(2)),
                    When(elsewhere, then=Value(3)),
                    default=Value(4),
                )
            )
            .order_by("_rank", F("weighted_rating").desc(nulls_last=True), "pk")
        )

    def in_decade(self, decade: int) -> MovieQuerySet:
        """Films of ten years, by the first of them."""
        return self.filter(year__gte=decade, year__lt=decade + 10)

    def for_cards(self) -> MovieQuerySet:
        """With what a card of a list shows, in a fixed number of queries: genres, languages, directors."""
        from movies.models import Credit

        directors = Credit.objects.filter(role=Credit.Role.DIRECTOR).select_related("person")
        return self.prefetch_related(
            "genres", "languages", Prefetch("credits", directors, to_attr="director_credits")
        )

    def for_page(self) -> MovieQuerySet:
        """With everything the film's own page shows."""
        from movies.models import Credit

        everyone = Credit.objects.select_related("person").order_by(
            "role", "position", "-person__films", "person__name"
        )
        return self.prefetch_related("genres", "languages", "countries", Prefetch("credits", everyone))

    def ranked(self) -> MovieQuerySet:
        """Best weighted rating first."""
        return self.order_by(F("weighted_rating").desc(nulls_last=True), "pk")

    def update_weighted_ratings(self) -> int:
        """Recompute (v/(v+m))·R + (m/(v+m))·C for these films, in one statement.

        R is the mean mark on 0-10 and v the weight of evidence behind it: IMDb's votes where there are
        any, otherwise the critics' average (or Tomatometer) by its number of reviews, with Metacritic
        joining in. C is the catalogue's mean mark and m its `VOTES_PRIOR_QUANTILE` of evidence, both
        over every film, whatever this queryset holds.

        Returns:
            How many films were written.
        """
        prior = self.model.objects.rating_prior()
        mark, evidence = rating_mark(), rating_evidence()
        m, c = Value(prior[0], FloatField()), Value(prior[1], FloatField())
        weighted = ExpressionWrapper((evidence * mark + m * c) / (evidence + m), output_field=FloatField())
        return self.update(
            weighted_rating=Case(When(RATED, then=weighted), default=Value(None), output_field=FloatField())
        )

    def rating_prior(self) -> tuple[float, float]:
        """(m, C) of the weighted rating, from every film that has a mark."""
        rated = self.filter(RATED).annotate(_evidence=rating_evidence(), _mark=rating_mark())
        found = rated.aggregate(n=Count("pk"), mean=Avg("_mark"))
        if not found["n"]:
            return 1.0, 5.0
        place = min(int(found["n"] * VOTES_PRIOR_QUANTILE), found["n"] - 1)
        quantile = rated.order_by("_evidence").values_list("_evidence", flat=True)[place]
        return max(float(quantile), 1.0), float(found["mean"])


def _number(field: str) -> Any:
    return Cast(F(field), FloatField())


RATED = (
    Q(imdb_rating__isnull=False, imdb_votes__gt=0)
    | Q(tomatometer__isnull=False)
    | Q(critics_average__isnull=False)
    | Q(metascore__isnull=False)
)
"""Films about which anybody has said how good they are."""


def _critics_reviews() -> Any:
    """Reviews behind the critics' mark: 0 where there is none, never 0 where there is one."""
    return Case(
        When(
            Q(tomatometer__isnull=False) | Q(critics_average__isnull=False),
            then=Coalesce(_number("tomato_reviews"), 1.0),
        ),
        default=Value(0.0),
        output_field=FloatField(),
    )


def _metacritic_reviews() -> Any:
    return Case(
        When(metascore__isnull=False, then=Value(REVIEWS_OF_A_METASCORE)),
        default=Value(0.0),
        output_field=FloatField(),
    )


def _has_votes() -> Q:
    return Q(imdb_rating__isnull=False, imdb_votes__gt=0)


def _share_as_mark() -> Any:
    share = _number("tomatometer")
    return ExpressionWrapper(share * MARK_PER_SHARE + MARK_OF_NO_SHARE, output_field=FloatField())


def rating_evidence() -> Any:
    """v, in critics' reviews."""
    critics = ExpressionWrapper(_critics_reviews() + _metacritic_reviews(), output_field=FloatField())
    votes = ExpressionWrapper(_number("imdb_votes") / VOTES_PER_REVIEW, output_field=FloatField())
    return Case(When(_has_votes(), then=votes), default=critics, output_field=FloatField())


def rating_mark() -> Any:
    """R, 0-10."""
    tomatoes = Coalesce(_number("critics_average"), _share_as_mark(), Value(0.0))
    metacritic = Coalesce(_number("metascore") / 10.0, Value(0.0))
    reviews, others = _critics_reviews(), _metacritic_reviews()
    critics = ExpressionWrapper(
        (tomatoes * reviews + metacritic * others) / (reviews + others), output_field=FloatField()
    )
    return Case(When(_has_votes(), then=_number("imdb_rating")), default=critics, output_field=FloatField())


class PersonQuerySet(models.QuerySet["Person"]):
    def named(self, name: str) -> PersonQuerySet:
        """People of exactly this name, however it is accented or capitalised; those of most films first."""
        return self.filter(name_key=search_key(name)).order_by("-films", "pk")

    def search(self, text: str) -> PersonQuerySet:
        """People whose name holds every word; those of most films first."""
        words = search_key(text).split()
        if not words:
            return self.none()
        found = self
        for word in words:
            found = found.filter(name_key__contains=word)
        return found.order_by("-films", "name")

    def count_films(self) -> int:
        """Recompute how many films credit each person, in one statement."""
        from movies.models import Credit

        credits = (
            Credit.objects.filter(person=models.OuterRef("pk"))
            .order_by()
            .values("person")
            .annotate(n=Count("movie", distinct=True))
            .values("n")
        )
        return self.update(films=Coalesce(models.Subquery(credits), 0))


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def owned_by(self, user: type_of_user) -> FeedbackQuerySet:
        """Only this user's; nobody's for a stranger."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def that_hides(self) -> FeedbackQuerySet:
        """What keeps a film out of recommendations: seen, disliked, hidden."""
        return self.filter(verdict__in=self.model.Verdict.hiding())

    def movie_ids(self, *verdicts: str) -> Sequence[int]:
        """Ids of the films with one of the verdicts."""
        return list(self.filter(verdict__in=verdicts).values_list("movie_id", flat=True))


class LanguageQuerySet(models.QuerySet["Language"]):
    def common(self) -> LanguageQuerySet:
        """Languages of enough films to fill an evening's list, those of most films first."""
        return (
            self.annotate(spoken_in=Count("movies"))
            .filter(spoken_in__gte=COMMON_FILMS)
            .order_by("-spoken_in")
        )
