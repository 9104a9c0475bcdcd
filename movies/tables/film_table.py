"""Films as a table that goes out and comes in: CSV for spreadsheets, JSON for programs.

What comes in is an operator's own word: every field it changes is locked, as if it were edited by hand. The same file
twice changes nothing.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export import fields, resources, widgets
from import_export.formats.base_formats import CSV, JSON
from tablib import Dataset

from movies.models import Movie, MovieAlias
from movies.storing import catalogue
from movies.tables import film_cells
from movies.tables.csv_safety import original_cell, safe_cell
from movies.tables.film_cells import LIST_SEPARATOR
from scrapers.records import search_key

MOST_ROWS = 2_000
"""Of a file that is previewed row by row; more is the business of the imports in the background."""
LISTS = {"genres": "name", "languages": "code", "countries": "name"}
NEVER_LOCKED = {"id", "imdb_id", "hidden"}
"""No import writes these."""


class ReadyWidget(widgets.Widget):  # type: ignore[misc]
    """Of a cell `movies.tables.film_cells` has read already."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return value

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class NamesWidget(widgets.ManyToManyWidget):  # type: ignore[misc]
    """A list of names in one cell; read already as well."""

    def __init__(self, name: str) -> None:
        super().__init__(Movie, field=name)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return value

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        rows = value.all() if value is not None else ()
        return LIST_SEPARATOR.join(getattr(row, self.field) for row in rows)


def _column(name: str) -> fields.Field:
    if name in LISTS:
        return fields.Field(attribute=name, column_name=name, widget=NamesWidget(LISTS[name]), m2m_add=False)
    return fields.Field(attribute=name, column_name=name, widget=ReadyWidget(), readonly=name == "id")


class FilmDiff(resources.Diff):  # type: ignore[misc]
    """What a row changes of its film: its name, then a line a field that differs."""

    def as_html(self) -> list[SafeString]:
        names = list(film_cells.READERS)
        before, after = dict(zip(names, self.left, strict=True)), dict(zip(names, self.right, strict=True))
        name = format_html("{} {}", after["title"], f"({after['year']})" if after["year"] else "")
        changes = ((each, before[each], after[each]) for each in names if each != "id")
        return [name, *(_change(*change, self.new) for change in changes if _shown(*change[1:], self.new))]


def _shown(before: Any, after: Any, new: bool) -> bool:
    return after not in (None, "", False) if new else before != after


def _change(name: str, before: Any, after: Any, new: bool) -> SafeString:
    if new or before in (None, ""):
        return format_html("{}: <ins>{}</ins>", name, after)
    return format_html("{}: <del>{}</del> → <ins>{}</ins>", name, before, after)


class FilmTable(resources.ModelResource):  # type: ignore[misc]
    """Films by id, IMDb id or, where a row has neither, by title, year and kind."""

    weighted_rating = fields.Field(attribute="weighted_rating", readonly=True, widget=ReadyWidget())
    directors = fields.Field(readonly=True)
    sources = fields.Field(attribute="sources", readonly=True, widget=ReadyWidget())
    locked = fields.Field(readonly=True)

    class Meta:
        model = Movie
        fields = (*film_cells.READERS, "directors", "weighted_rating", "sources", "locked")
        export_order = fields
        import_id_fields = ("id",)
        use_transactions = True
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields |= {name: _column(name) for name in film_cells.READERS}

    def get_import_fields(self, *args: Any) -> list[fields.Field]:
        """What can be changed; the other columns only go out."""
        return [self.fields[name] for name in film_cells.READERS]

    @classmethod
    def get_diff_class(cls) -> type[FilmDiff]:
        return FilmDiff

    def dehydrate_directors(self, film: Movie) -> str:
        return LIST_SEPARATOR.join(person.name for person in film.directors) if film.pk else ""

    def dehydrate_locked(self, film: Movie) -> str:
        return LIST_SEPARATOR.join(film.locked_fields)

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        headers = [header for header in dataset.headers or [] if header]
        known = [name for name in headers if name in film_cells.READERS]
        if not {"id", "imdb_id", "title"} & set(known):
            _refuse(
                dataset, "The file has no column id, imdb_id or title, so no row says which film it is about."
            )
        if len(dataset) > MOST_ROWS:
            rows = f"{len(dataset):,} rows; {MOST_ROWS:,} can be previewed at once"
            _refuse(dataset, f"The file has {rows}. Split it, or use an import.")
        if "id" not in headers:
            dataset.append_col([""] * len(dataset), header="id")

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Put what the cells mean in their place; an empty one is taken out, so that it changes nothing."""
        values, wrong = film_cells.read(row)
        if wrong:
            raise ValidationError(wrong)
        for name in film_cells.READERS:
            row.pop(name, None)
        row.update(values)

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Movie | None:
        films = Movie.objects.prefetch_related("genres", "languages", "countries")
        if "id" in row:
            return self._by_key(films, row)
        if "imdb_id" in row:
            alias = MovieAlias.objects.filter(imdb_id=row["imdb_id"]).values_list("movie_id", flat=True)
            found: Movie | None = (
                films.filter(imdb_id=row["imdb_id"]).first() or films.filter(pk__in=alias).first()
            )
            if found is not None:
                row["imdb_id"] = found.imdb_id
                return found
        if "title" not in row:
            raise ValidationError({"title": "No film here has this IMDb id, and a new one needs a title."})
        return self._by_facts(films, row) if "imdb_id" not in row else None

    def _by_key(self, films: Any, row: dict[str, Any]) -> Movie:
        found: Movie | None = films.filter(pk=row["id"]).first()
        if found is None:
            raise ValidationError({"id": f"There is no film {row['id']} here."})
        imdb_id = row.get("imdb_id")
        if imdb_id and Movie.objects.filter(imdb_id=imdb_id).exclude(pk=found.pk).exists():
            raise ValidationError({"imdb_id": f"{imdb_id} is another film than number {row['id']}."})
        return found

    def _by_facts(self, films: Any, row: dict[str, Any]) -> Movie | None:
        same = films.filter(
            title_key=search_key(row["title"]),
            year=row.get("year"),
            kind=row.get("kind", Movie.Kind.MOVIE.value),
        )
        found: list[Movie] = list(same[:2])
        if len(found) > 1:
            raise ValidationError(
                {NON_FIELD_ERRORS: "Several films have this title and year; the column id says which."}
            )
        return found[0] if found else None

    def skip_row(
        self, instance: Movie, original: Movie, row: dict[str, Any], import_validation_errors: Any = None
    ) -> bool:
        """Lock what the row changes; a row that changes nothing is passed over."""
        if import_validation_errors:
            return False
        changed = {
            name for name in row if name in film_cells.READERS and _differs(name, instance, original, row)
        }
        instance.locked_fields = sorted({*instance.locked_fields, *(changed - NEVER_LOCKED)})
        return not changed

    def after_import(self, dataset: Dataset, result: Any, **kwargs: Any) -> None:
        super().after_import(dataset, result, **kwargs)
        if not kwargs.get("dry_run") and not result.has_errors() and not result.has_validation_errors():
            catalogue.settle()


def _refuse(dataset: Dataset, sentence: str) -> None:
    """Raise, and leave no row to go through: the library would read them all the same."""
    headers = dataset.headers
    dataset.wipe()
    dataset.headers = headers
    raise ValidationError(sentence)


def _differs(name: str, instance: Movie, original: Movie, row: dict[str, Any]) -> bool:
    if name in LISTS:
        there = set() if original.pk is None else {one.pk for one in getattr(original, name).all()}
        return there != {one.pk for one in row[name]}
    return bool(getattr(original, name) != getattr(instance, name)) or original.pk is None


class SafeCsv(CSV):  # type: ignore[misc]
    """No cell is a formula to a spreadsheet; what was escaped on its way out is restored on its way in."""

    def get_title(self) -> str:
        return "csv"

    def export_data(self, dataset: Dataset, **kwargs: Any) -> Any:
        safe = Dataset(*([safe_cell(cell) for cell in row] for row in dataset), headers=dataset.headers)
        return super().export_data(safe, **kwargs)

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Dataset:
        raw = super().create_dataset(in_stream, **kwargs)
        return Dataset(*([original_cell(cell) for cell in row] for row in raw), headers=raw.headers)


class PlainJson(JSON):  # type: ignore[misc]
    def get_title(self) -> str:
        return "json"
