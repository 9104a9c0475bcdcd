"""The operator's rooms: films with their people and genres, and the genre-by-emotion table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.db.models import Count, F, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from movies import freshness
from movies.models import Country, Credit, Feedback, Genre, GenreMood, Language, Movie, Person, Taste
from movies.querysets import MovieQuerySet, PersonQuerySet

FIRST_DECADE, LAST_DECADE = 1890, 2030
FILMS_A_PAGE = 50

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


class NamedAutocomplete(AutocompleteSelect):
    """An autocomplete told the names of what is chosen, so that a cast of a hundred costs one query."""

    names: dict[str, str] = {}

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> list[Any]:
        chosen = value[0] if value else ""
        if chosen not in self.names:
            return super().optgroups(name, value, attrs)
        option = self.create_option(name, chosen, self.names[chosen], True, 0)
        return [(None, [option], 0)]


class CreditInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Credit
    extra = 0
    autocomplete_fields = ["person"]
    fields = ["person", "role", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Credit]:
        return (
            super()
            .get_queryset(request)
            .select_related("person")
            .order_by("role", "position", "person__name")
        )

    def get_formset(self, request: HttpRequest, obj: Movie | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None and "person" in formset.form.base_fields:
            people = obj.credits.values_list("person_id", "person__name")
            formset.form.base_fields["person"].widget.widget.names = {str(pk): name for pk, name in people}
        return formset

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "person":
            kwargs["widget"] = NamedAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class GenreInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Movie.genres.through
    extra = 0
    autocomplete_fields = ["genre"]
    verbose_name = "genre"
    verbose_name_plural = "genres"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("genre")


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


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "films", "imdb_id"]
    search_fields = ["name"]
    ordering = ["-films", "name"]
    readonly_fields = ["films", "key"]
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        if not search_term.strip():
            return queryset, False
        found: PersonQuerySet = Person.objects.search(search_term)
        return queryset.filter(pk__in=found.order_by().values("pk")).order_by("-films", "name"), False


class CountedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list of names with how many films carry each."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).annotate(film_count=Count("movies"))
        return rows

    @admin.display(description="films", ordering="film_count")
    def film_count(self, row: Any) -> int:
        return int(row.film_count)


@admin.register(Genre, Country)
class NameAdmin(CountedAdmin):
    list_display = ["name", "film_count"]
    search_fields = ["name"]


@admin.register(Language)
class LanguageAdmin(CountedAdmin):
    list_display = ["name", "code", "film_count"]
    search_fields = ["name", "code"]


@admin.register(GenreMood)
class GenreMoodAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The genre-by-emotion table: what was learned beside what the operator says instead."""

    list_display = ["genre", "feeling", "learned_strength", "evidence", "override", "note", "in_use"]
    list_display_links = ["feeling"]
    list_editable = ["override", "note"]
    list_filter = ["feeling", ("override", admin.EmptyFieldListFilter), "genre"]
    list_select_related = ["genre"]
    list_per_page = 200
    search_fields = ["genre__name", "feeling", "note"]
    readonly_fields = ["learned", "evidence"]

    def get_readonly_fields(self, request: HttpRequest, obj: GenreMood | None = None) -> list[str]:
        return [*self.readonly_fields, "genre", "feeling"] if obj else [*self.readonly_fields]

    @admin.display(description="learned", ordering="learned")
    def learned_strength(self, row: GenreMood) -> str:
        return f"{row.learned:.2f}" if row.learned is not None else "–"

    @admin.display(description="in use")
    def in_use(self, row: GenreMood) -> str:
        return f"{row.effective:.2f}" if row.effective is not None else "–"


@admin.register(Taste)
class TasteAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "mode"]
    list_select_related = ["user"]
    autocomplete_fields = ["user", "languages", "liked_genres", "disliked_genres", "liked_people"]


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "movie", "verdict", "created_at"]
    list_filter = ["verdict"]
    list_select_related = ["user", "movie"]
    autocomplete_fields = ["user", "movie"]
