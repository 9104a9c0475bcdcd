"""The page of the catalogue's flaws: each leads to the films that have it, twins to where they are merged."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from movies import quality
from movies.admin.merges import MergingAdmin, merge_address
from movies.models import Movie, Person
from movies.quality import Twins


class QualityPage(MergingAdmin):
    """Part of the film list."""

    def get_urls(self) -> list[URLPattern]:
        own = path("quality/", self.admin_site.admin_view(self.quality_view), name="movies_movie_quality")
        return [own, *super().get_urls()]

    def quality_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        total = Movie.objects.count()
        films = reverse("admin:movies_movie_changelist")
        counts = [(problem, problem.count()) for problem in quality.PROBLEMS]
        context = {
            **self.admin_site.each_context(request),
            "title": "Data quality",
            "opts": self.model._meta,
            "total": total,
            "problems": [
                (problem, count, 100.0 * count / max(total, 1), f"{films}?problem={problem.key}")
                for problem, count in counts
            ],
            "twins": [
                ("Films twice", "The same title, year and kind.", *_linked(Movie, quality.twin_films())),
                (
                    "People twice",
                    "The same name, and at least one of them without an IMDb id.",
                    *_linked(Person, quality.twin_people()),
                ),
            ],
            "may_merge": self.has_merge_permission(request),
        }
        return TemplateResponse(request, "admin/movies/quality.html", context)


def _linked(model: type[Any], found: tuple[list[Twins], int]) -> tuple[list[tuple[Twins, str]], int]:
    groups, number = found
    return [(twins, merge_address(model, twins.ids)) for twins in groups], number
