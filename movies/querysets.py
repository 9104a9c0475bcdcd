"""The catalogue's vocabulary: every way of asking for films, people and feedback."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Case, Count, F, OrderBy, Prefetch, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from movies.imdb_ids import bare_id, name_id, title_id
from movies.searching.genre_names import genre_of
from movies.weighted_rating import weighted_rating
from scrapers.records import search_key

if TYPE_CHECKING:
    from movies.models import Feedback, Language, Movie, Person  # noqa: F401

type_of_user = AbstractBaseUser | AnonymousUser

NOT_NOW_LASTS = timedelta(days=30)
"""How long a film that somebody put off is not shown to them."""

MOST_PEOPLE = 200
"""Of a name that is searched for, those of most films, whose films are found."""
MOST_WORDS = 30
"""Of a search; databases refuse a question of a thousand parts."""
MOST_FOUND = 5_000
"""Films found by another title."""

MOST_CHOSEN = 1_000
"""Films, the latest ones, that somebody's taste is read from."""

COMMON_FILMS = 20
"""Films a language needs to be offered in a list."""


def parts_of_a_card() -> tuple[str | Prefetch[Any, Any, Any], ...]:
    """What is fetched along with films whose cards are shown."""
    from movies.models import Credit

    directors = Credit.objects.filter(role=Credit.Role.DIRECTOR).select_related("person")
    return "genres", "languages", Prefetch("credits", directors, to_attr="director_credits")


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

    def search(self, text: str) -> MovieQuerySet:
        """Films whose title (here or elsewhere) or one of whose people has every word, or of a genre of that name.

        A word may be the beginning of one. IMDb ids may stand with or without their letters or inside an address, a
        person's finds their films. Titles come before people and genres, exact ones first, then the best known.
        """
        from movies.models import AlternativeTitle, Credit, Genre, Person

        if film := title_id(text):
            return self.filter(_known_as(film))
        if person := name_id(text):
            return self.filter(pk__in=Credit.objects.filter(person__imdb_id=person).values("movie_id"))
        key = search_key(text)
        if not key:
            return self.none()
        if (number := bare_id(text)) and (known := self.filter(_known_as(number))).exists():
            return known
        in_title = _words_in("title_key", key)
        elsewhere = Q(
            pk__in=list(
                AlternativeTitle.objects.filter(in_title).values_list("movie_id", flat=True)[:MOST_FOUND]
            )
        )
        people = list(
            Person.objects.search(text).order_by("-films").values_list("pk", flat=True)[:MOST_PEOPLE]
        )
        by_people = Q(pk__in=Credit.objects.filter(person_id__in=people).values("movie_id"))
        genre = Genre.objects.filter(name=genre_of(text) or "").first()
        of_genre = Q(pk__in=genre.movies.values("pk")) if genre else Q(pk__in=[])
        return (
            self.filter(in_title | elsewhere | by_people | of_genre)
            .annotate(
                _rank=Case(
                    When(title_key=key, then=Value(0)),
                    When(title_key__startswith=key, then=Value(1)),
                    When(in_title, then=Value(2)),
                    When(elsewhere, then=Value(3)),
                    default=Value(4),
                )
            )
            .order_by("_rank", *_best_known(), "pk")
        )

    def in_decade(self, decade: int) -> MovieQuerySet:
        """Films of ten years, by the first of them."""
        return self.filter(year__gte=decade, year__lt=decade + 10)

    def for_cards(self) -> MovieQuerySet:
        """With what a card of a list shows, in a fixed number of queries: genres, languages, directors."""
        return self.prefetch_related(*parts_of_a_card())

    def for_page(self) -> MovieQuerySet:
        """With everything the film's own page shows."""
        from movies.models import Credit

        everyone = Credit.objects.select_related("person").order_by(
            "role", F("position").asc(nulls_last=True), "-person__films", "person__name"
        )
        return self.prefetch_related("genres", "languages", "countries", Prefetch("credits", everyone))

    def ranked(self) -> MovieQuerySet:
        """Best weighted rating first."""
        return self.order_by(F("weighted_rating").desc(nulls_last=True), "pk")

    def update_weighted_ratings(self) -> int:
        """Recompute these films' weighted rating in one statement, m and C over every film there is.

        Returns:
            How many films were written.
        """
        return self.update(weighted_rating=weighted_rating(self.model.objects.all()))


def _words_in(field: str, key: str) -> Q:
    """Every word of a search key begins a word of the field."""
    every = Q()
    for word in key.split()[:MOST_WORDS]:
        every &= Q(**{f"{field}__startswith": word}) | Q(**{f"{field}__contains": f" {word}"})
    return every


def _best_known() -> tuple[OrderBy, OrderBy]:
    """By how many people marked a film; by how well where no source counts people."""
    return F("imdb_votes").desc(nulls_last=True), F("weighted_rating").desc(nulls_last=True)


def _known_as(imdb_id: str) -> Q:
    """Films of an IMDb id, also of one that was merged into another film's."""
    from movies.models import MovieAlias

    return Q(imdb_id=imdb_id) | Q(pk__in=MovieAlias.objects.filter(imdb_id=imdb_id).values("movie_id"))


class PersonQuerySet(models.QuerySet["Person"]):
    def named(self, name: str) -> PersonQuerySet:
        """People of exactly this name, however it is accented or capitalised; those of most films first."""
        return self.filter(name_key=search_key(name)).order_by("-films", "pk")

    def search(self, text: str) -> PersonQuerySet:
        """People each word of whose name begins so, or whose IMDb id this is; those of most films first."""
        if person := name_id(text):
            return self.filter(imdb_id=person)
        key = search_key(text)
        if not key:
            return self.none()
        return self.filter(_words_in("name_key", key)).order_by("-films", "name")

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
        """What keeps a film out of recommendations: seen, loved, disliked, hidden, and lately "not now"."""
        lately = timezone.now() - NOT_NOW_LASTS
        put_off = Q(verdict=self.model.Verdict.NOT_NOW, created_at__gte=lately)
        return self.filter(put_off | Q(verdict__in=self.model.Verdict.hiding()))

    def chosen_and_hidden(self) -> tuple[list[tuple[int, str]], set[int]]:
        """What their taste is read from and what it is kept from, in one query.

        Returns:
            (film, verdict) of what they watched, the oldest first: liked, disliked or only seen;
            and the films of `that_hides`.
        """
        verdicts = self.model.Verdict
        rows = list(self.that_hides().order_by("-created_at", "-pk").values_list("movie_id", "verdict"))
        watching = (verdicts.SEEN, verdicts.LIKED, verdicts.DISLIKED)
        watched = [(film, verdict) for film, verdict in rows if verdict in watching]
        return watched[:MOST_CHOSEN][::-1], {film for film, _ in rows}

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
