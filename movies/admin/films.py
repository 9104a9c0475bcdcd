"""Films with their people and genres."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import F, QuerySet
from django.forms import BaseModelFormSet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from movies.admin.bulk import FilmActions
from movies.admin.film_tables import FilmTables
from movies.admin.filters import DecadeFilter, LanguageFilter, ProblemFilter, RatingFilter, SourceFilter
from movies.admin.flaws import QualityPage
from movies.admin.inlines import CreditInline
from movies.admin.locks import LockedFilter, LockingAdmin, LockingForm
from movies.models import Movie, Person
from movies.querysets import MovieQuerySet
from movies.storing import freshness

FILMS_A_PAGE = 50
GENRES_SHOWN = 3

LOCKABLE = frozenset(
    (
        "title", "original_title", "year", "kind", "runtime_minutes", "certificate", "plot", "poster_url",
        "tomatometer", "tomato_reviews", "critics_average", "metascore", "imdb_rating", "imdb_votes",
        "on_netflix", "genres", "languages", "countries", "credits",
    )
)  # fmt: skip
"""What imports write and leave alone where it is locked."""


class FilmForm(LockingForm):
    lockable = LOCKABLE

    class Meta:
        labels = {"imdb_id": "IMDb id", "poster_url": "Poster's address", "runtime_minutes": "Minutes"}

    @property
    def credits_lock(self) -> SafeString:
        """Of the people, who are no field of this form."""
        return self.lock_of("credits")


@admin.register(Movie)
class MovieAdmin(FilmTables, FilmActions, QualityPage, LockingAdmin):
    form = FilmForm
    actions = ["merge_duplicates", *FilmActions.actions]
    list_display = [
        "title_and_year",
        "genre_list",
        "director_list",
        "rating",
        "runtime",
        "netflix",
        "sources",
        "locks",
    ]
    list_filter = [
        ProblemFilter,
        "on_netflix",
        LockedFilter,
        "hidden",
        RatingFilter,
        DecadeFilter,
        "genres",
        LanguageFilter,
        SourceFilter,
        "kind",
    ]
    list_per_page = FILMS_A_PAGE
    show_full_result_count = False
    search_fields = ["title"]
    search_help_text = "A title in any language, a person, or an IMDb id or address"
    ordering = [F("weighted_rating").desc(nulls_last=True), "title"]
    autocomplete_fields = ["languages", "countries"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = ["poster", "rating", "links", "sources", "created_at", "updated_at"]
    inlines = [CreditInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "poster",
                    "title",
                    "original_title",
                    ("year", "runtime_minutes", "kind", "certificate"),
                    "genres",
                    "languages",
                    "countries",
                    "plot",
                ]
            },
        ),
        ("Where to see it", {"fields": ["on_netflix", "hidden", "imdb_id", "links", "poster_url"]}),
        (
            "How good",
            {
                "fields": [
                    "rating",
                    ("imdb_rating", "imdb_votes", "metascore"),
                    ("tomatometer", "tomato_reviews", "critics_average"),
                ]
            },
        ),
        ("History", {"fields": ["sources", "created_at", "updated_at"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> MovieQuerySet:
        return Movie.objects.for_cards()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "genres":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "genres" and field is not None:
            field.widget.can_add_related = False  # the vocabulary is fixed
            field.help_text = ""
        return field

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Movie], search_term: str
    ) -> tuple[QuerySet[Movie], bool]:
        """The catalogue's own search: one rule for page, API and admin, and it reads accents as people type."""
        if not search_term.strip():
            return queryset, False
        found = Movie.objects.search(search_term).order_by().values("pk")
        return queryset.filter(pk__in=found), False

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseModelFormSet[Any, Any], change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        if formset.has_changed():
            form.instance.locked_fields = sorted({*form.instance.locked_fields, "credits"})
            form.instance.save(update_fields=["locked_fields"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = set(form.instance.credits.values_list("person_id", flat=True))
        super().save_related(request, form, formsets, change)
        Movie.objects.filter(pk=form.instance.pk).update_weighted_ratings()
        after = form.instance.credits.values_list("person_id", flat=True)
        Person.objects.filter(pk__in=before.union(after)).count_films()
        freshness.touch()

    @admin.display(description="film", ordering="title")
    def title_and_year(self, film: Movie) -> SafeString:
        year = format_html(' <span class="year">{}</span>', film.year) if film.year else ""
        kind = film.get_kind_display() if film.kind != Movie.Kind.MOVIE else ""
        notes = [note for note in (kind, "hidden" if film.hidden else "") if note]
        pills = format_html_join("", ' <span class="pill">{}</span>', ((note,) for note in notes))
        return format_html('<span class="film">{}</span>{}{}', film.title, year, pills)

    @admin.display(description="genres")
    def genre_list(self, film: Movie) -> str:
        shown = film.genre_names
        more = f" +{len(shown) - GENRES_SHOWN}" if len(shown) > GENRES_SHOWN else ""
        return ", ".join(shown[:GENRES_SHOWN]) + more

    @admin.display(description="directed by")
    def director_list(self, film: Movie) -> str:
        return ", ".join(person.name for person in film.directors)

    @admin.display(description="rating", ordering="weighted_rating")
    def rating(self, film: Movie) -> str:
        return f"{film.weighted_rating:.2f}" if film.weighted_rating is not None else "–"

    @admin.display(description="length", ordering="runtime_minutes")
    def runtime(self, film: Movie) -> str:
        return film.runtime_text or "–"

    @admin.display(description="Netflix", ordering="on_netflix", empty_value="")
    def netflix(self, film: Movie) -> str:
        return "yes" if film.on_netflix else ""

    @admin.display(description="poster")
    def poster(self, film: Movie) -> SafeString | str:
        if film.pk is None:
            return "drawn from the facts below once they are saved"
        return format_html(
            '<a href="{}"><img class="poster" src="{}" alt="" width="120" height="180"></a>',
            film.get_absolute_url(),
            film.poster_address,
        )

    @admin.display(description="look up")
    def links(self, film: Movie) -> SafeString | str:
        if film.pk is None:
            return "–"
        search = format_html('<a href="{}" rel="noreferrer">web search</a>', film.web_search_url)
        if not film.imdb_url:
            return search
        return format_html('<a href="{}" rel="noreferrer">IMDb</a> · {}', film.imdb_url, search)
