"""Merging what is there twice: pick rows, look at both side by side, confirm; and the log with its way back."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from movies.admin.only_read import Kept
from movies.models import Merge, Movie, Person
from movies.twins import merge_preview, merging
from movies.twins.merge_journal import UndoError

MOST_AT_ONCE = 8
"""Rows a person can still compare."""


class MergingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list whose rows can be merged."""

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Merging changes one row and takes the others away."""
        return bool(self.has_change_permission(request) and self.has_delete_permission(request))

    @admin.action(description="Merge duplicates …", permissions=["merge"])
    def merge_duplicates(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if not 2 <= len(ids) <= MOST_AT_ONCE:
            names = self.model._meta.verbose_name_plural
            self.message_user(request, f"Pick two to {MOST_AT_ONCE} {names} that are one.", messages.WARNING)
            return None
        return redirect(merge_address(self.model, ids))

    def get_urls(self) -> list[URLPattern]:
        name = f"movies_{self.model._meta.model_name}_merge"
        own = path("merge/", self.admin_site.admin_view(self.merge_view), name=name)
        return [own, *super().get_urls()]

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """GET shows what would stand, POST does it."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        rows = self._rows(request.POST if request.method == "POST" else request.GET)
        if len(rows) < 2:
            said = "Those rows are not there any more; perhaps they are merged already."
            self.message_user(request, said, messages.WARNING)
            return self._to_list()
        if request.method == "POST":
            return self._merge(request, rows)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge {len(rows)} {self.model._meta.verbose_name_plural} into one",
            "opts": self.model._meta,
            "rows": rows,
            "heads": [(row, merge_address(self.model, [r.pk for r in rows], keep=row.pk)) for row in rows],
            "facts": merge_preview.facts(rows),
            "belongings": merge_preview.belongings(rows),
            "doubts": merge_preview.doubts(rows),
            "ids": ",".join(str(row.pk) for row in rows),
        }
        return TemplateResponse(request, "admin/movies/merge.html", context)

    def _rows(self, asked: QueryDict) -> list[merging.Row]:
        """What is asked for, the row to keep first."""
        ids = [int(pk) for pk in asked.get("ids", "").split(",")[:MOST_AT_ONCE] if pk.strip().isdecimal()]
        keep = asked.get("keep", "")
        found = self.model._default_manager.in_bulk(ids)
        rows = cast(list[merging.Row], [found[pk] for pk in dict.fromkeys(ids) if pk in found])
        return sorted(rows, key=lambda row: str(row.pk) != keep) if keep else rows

    def _merge(self, request: HttpRequest, rows: list[merging.Row]) -> HttpResponse:
        kept, *others = rows
        made = merging.merge(kept, others, done_by=request.user)
        for row in made:
            self.log_change(request, kept, f"Merged with {row.removed_name}.")
        log = reverse("admin:movies_merge_change", args=[made[-1].pk])
        said = format_html('{} now stands for {}. <a href="{}">It can be undone.</a>', kept, _and(made), log)
        self.message_user(request, said, messages.SUCCESS)
        return redirect(reverse(f"admin:movies_{self.model._meta.model_name}_change", args=[kept.pk]))

    def _to_list(self) -> HttpResponseRedirect:
        return redirect(reverse(f"admin:movies_{self.model._meta.model_name}_changelist"))


def merge_address(model: type[Any], ids: list[int] | tuple[int, ...], *, keep: int | None = None) -> str:
    """Where rows are compared and merged."""
    page = reverse(f"admin:movies_{model._meta.model_name}_merge")
    chosen = f"&keep={keep}" if keep is not None else ""
    return f"{page}?ids={','.join(map(str, ids))}{chosen}"


def _and(made: list[Merge]) -> str:
    return " and ".join(row.removed_name for row in made)


@admin.register(Merge)
class MergeAdmin(Kept, admin.ModelAdmin):  # type: ignore[type-arg]
    """The log of merges; nothing here is edited, and what is not undone can be."""

    change_form_template = "admin/movies/merge_entry.html"
    list_display = ["removed_name", "into", "of", "created", "done_by", "state"]
    list_display_links = ["removed_name"]
    list_filter = ["of", ("undone", admin.EmptyFieldListFilter)]
    list_select_related = ["done_by"]
    search_fields = ["removed_name", "kept_name"]
    date_hierarchy = "created"
    fields = ("of", "removed_name", "into", "moved", "created", "done_by", "state")
    readonly_fields = ("of", "removed_name", "into", "moved", "created", "done_by", "state")

    def get_urls(self) -> list[URLPattern]:
        view = require_POST(self.admin_site.admin_view(self.undo_view))
        return [path("<int:pk>/undo/", view, name="movies_merge_undo"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        entry = Merge.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        extra = {"may_undo": entry is not None and entry.undone is None and _may_undo(request, entry)}
        return super().change_view(request, object_id, extra_context=extra)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        entry = get_object_or_404(Merge, pk=pk)
        if not _may_undo(request, entry):
            raise PermissionDenied
        try:
            merging.undo(entry)
        except UndoError as reason:
            self.message_user(request, f"Not undone: {reason}", messages.ERROR)
        else:
            said = f"{entry.removed_name} is back, and {entry.kept_name} is as it was."
            self.message_user(request, said, messages.SUCCESS)
        return redirect(reverse("admin:movies_merge_change", args=[pk]))

    @admin.display(description="went into")
    def into(self, entry: Merge) -> SafeString:
        name = "movie" if entry.of == Merge.Of.FILMS else "person"
        address = reverse(f"admin:movies_{name}_change", args=[entry.kept_id])
        return format_html('<a href="{}">{}</a>', address, entry.kept_name)

    @admin.display(description="what changed")
    def moved(self, entry: Merge) -> str:
        return merge_preview.what_it_did(entry) or "nothing that is still kept"

    @admin.display(description="state", ordering="undone")
    def state(self, entry: Merge) -> str:
        return f"undone {entry.undone:%Y-%m-%d %H:%M}" if entry.undone else "in force"


def _may_undo(request: HttpRequest, entry: Merge) -> bool:
    """Whoever may change and add such rows."""
    model: type[Any] = Movie if entry.of == Merge.Of.FILMS else Person
    owner = cast(MergingAdmin, admin.site.get_model_admin(model))
    return bool(owner.has_change_permission(request) and owner.has_add_permission(request))
