"""What the film list is narrowed by: flaw, decade, language, source, rating."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from movies import quality
from movies.models import Language, Movie
from movies.querysets import MovieQuerySet

FIRST_DECADE, LAST_DECADE = 1890, 2030

Lookups = Iterable[tuple[Any, str]]


class DecadeFilter(admin.SimpleListFilter):
    title = "decade"
    parameter_name = "decade"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(str(year), f"{year}s") for year in range(LAST_DECADE, FIRST_DECADE - 1, -10)]

    def queryset(self, request: HttpRequest, queryset: MovieQuerySet) -> MovieQuerySet:  # type: ignore[override]
        value = self.value() or ""
        return queryset.in_decade(int(value)) if value.isdigit() else queryset


class SourceFilter(admin.SimpleListFilter):
    title = "source"
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        combinations = Movie.objects.order_by().values_list("sources", flat=True).distinct()
        names = {name for combination in combinations for name in combination.split()}
        return [*((name, name) for name in sorted(names)), ("-", "by hand")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Movie]) -> QuerySet[Movie]:
        value = self.value()
        if value == "-":
            return queryset.filter(sources="")
        return queryset.filter(sources__contains=value) if value else queryset


class RatingFilter(admin.SimpleListFilter):
    title = "weighted rating"
    parameter_name = "rating"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("8", "8 and more"), ("7", "7 to 8"), ("6", "6 to 7"), ("0", "below 6"), ("none", "none yet")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Movie]) -> QuerySet[Movie]:
        match self.value():
            case "none":
                return queryset.filter(weighted_rating=None)
            case "0":
                return queryset.filter(weighted_rating__lt=6)
            case "8":
                return queryset.filter(weighted_rating__gte=8)
            case "6" | "7" as floor:
                return queryset.filter(weighted_rating__gte=int(floor), weighted_rating__lt=int(floor) + 1)
        return queryset


class LanguageFilter(admin.SimpleListFilter):
    """Languages of enough films to be worth a line; a rare one is found by the search box of the film's form."""

    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(language.code, language.name) for language in Language.objects.common()]

    def queryset(self, request: HttpRequest, queryset: MovieQuerySet) -> MovieQuerySet:  # type: ignore[override]
        value = self.value()
        return queryset.in_languages([value]) if value else queryset


class ProblemFilter(admin.SimpleListFilter):
    title = "what is wrong"
    parameter_name = "problem"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(problem.key, problem.title.lower()) for problem in quality.PROBLEMS]

    def queryset(self, request: HttpRequest, queryset: MovieQuerySet) -> MovieQuerySet:  # type: ignore[override]
        problem = quality.BY_KEY.get(self.value() or "")
        return problem.narrow(queryset) if problem else queryset
