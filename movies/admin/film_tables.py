"""Films out to a file and in from one, with a preview in between."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm

from movies.models import Movie
from movies.tables.film_table import FilmTable, PlainJson, SafeCsv


class FilmTables(ImportExportMixin):  # type: ignore[misc]
    """Part of the film list; needs the permissions to add and change films to import, to view them to export."""

    resource_classes = [FilmTable]
    import_formats = [SafeCsv, PlainJson]
    export_formats = [SafeCsv, PlainJson]
    import_template_name = "admin/movies/import_films.html"
    import_export_change_list_template = "admin/movies/film_list.html"
    export_form_class = ExportForm
    skip_admin_log = False

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_export_queryset(self, request: HttpRequest) -> Any:
        """The films of the list as it is searched and filtered, with all a row of the table says."""
        films = super().get_export_queryset(request)
        return (
            Movie.objects.for_cards()
            .prefetch_related("countries")
            .filter(pk__in=films.order_by().values("pk"))
        )
