"""Films with their people and genres."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import F, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from movies import freshness
from movies.admin.filters import DecadeFilter, RatingFilter, SourceFilter
from movies.admin.inlines import CreditInline, GenreInline
from movies.models import Credit, Movie, Person
from movies.querysets import MovieQuerySet

FILMS_A_PAGE = 50


@admin.register(Movie)
class MovieAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = [
        "title",
        "year",
        "genre_list",
        "director_list",
        "rating",
        "runtime_minutes",
        "kind",
        "sources",
    ]
    list_filter = ["genres", DecadeFilter, "languages", RatingFilter, "kind", SourceFilter]
    list_per_page = FILMS_A_PAGE
    show_full_result_count = False
    search_fields = ["title", "imdb_id", "credits__person__name"]
    search_help_text = "Title, person or IMDb id"
    ordering = [F("weighted_rating").desc(nulls_last=True), "title"]
    autocomplete_fields = ["languages", "countries"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = ["weighted_rating", "links", "sources", "edited_by_hand", "created_at", "updated_at"]
    inlines = [GenreInline, CreditInline]
    fieldsets = [
        (
            None,
            {"fields": ["title", "original_title", "year", "kind", "runtime_minutes", "certificate", "plot"]},
        ),
        ("Where from", {"fields": ["imdb_id", "links", "languages", "countries", "poster_url", "sources"]}),
        (
            "How good",
            {
                "fields": [
                    "weighted_rating",
                    ("tomatometer", "tomato_reviews", "critics_average"),
                    ("metascore", "imdb_rating", "imdb_votes"),
                ]
            },
        ),
        ("History", {"fields": ["edited_by_hand", "created_at", "updated_at"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> MovieQuerySet:
        return Movie.objects.for_cards()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Movie], search_term: str
    ) -> tuple[QuerySet[Movie], bool]:
        """The catalogue's own search: one rule for page, API and admin, and it reads accents as people type."""
        if not search_term.strip():
            return queryset, False
        found = Movie.objects.search(search_term).order_by().values("pk")
        return queryset.filter(pk__in=found), False

    def save_model(self, request: HttpRequest, obj: Movie, form: ModelForm[Movie], change: bool) -> None:
        """Lock what was edited, so that no import overwrites it."""
        edited = set(form.changed_data) if change else set()
        obj.locked_fields = sorted({*obj.locked_fields, *edited})
        super().save_model(request, obj, form, change)

    def save_formset(
        self, request: HttpRequest, form: ModelForm[Movie], formset: BaseModelFormSet[Any, Any], change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        if change and formset.has_changed():
            name = "credits" if formset.model is Credit else "genres"
            form.instance.locked_fields = sorted({*form.instance.locked_fields, name})
            form.instance.save(update_fields=["locked_fields"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        Movie.objects.filter(pk=form.instance.pk).update_weighted_ratings()
        people = form.instance.credits.values("person")
        Person.objects.filter(pk__in=people).count_films()
        freshness.touch()

    @admin.display(description="genres")
    def genre_list(self, film: Movie) -> str:
        return ", ".join(film.genre_names)

    @admin.display(description="directed by")
    def director_list(self, film: Movie) -> str:
        return ", ".join(person.name for person in film.directors)

    @admin.display(description="weighted", ordering="weighted_rating")
    def rating(self, film: Movie) -> str:
        return f"{film.weighted_rating:.2f}" if film.weighted_rating is not None else "–"

    @admin.display(description="edited by hand")
    def edited_by_hand(self, film: Movie) -> str:
        return ", ".join(film.locked_fields) or "nothing; imports may fill in everything"

    @admin.display(description="look up")
    def links(self, film: Movie) -> SafeString:
        if film.pk is None:
            return format_html("–")
        search = format_html('<a href="{}" rel="noreferrer">web search</a>', film.web_search_url)
        if not film.imdb_url:
            return search
        return format_html('<a href="{}" rel="noreferrer">IMDb</a> · {}', film.imdb_url, search)
