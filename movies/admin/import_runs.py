"""Imports as a person starts and watches them: how far, what went in, what was left out and why."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from movies.imports import starting
from movies.imports.forms import ABOUT, FORMS, ImportForm
from movies.imports.runs import AlreadyRunningError, RefusedError
from movies.models import ImportRun

Kind = ImportRun.Kind


@admin.register(ImportRun)
class ImportRunAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Runs are started, called off and tried again, never edited: a run is what happened."""

    change_form_template = "admin/movies/import_run.html"
    change_list_template = "admin/movies/import_runs.html"
    list_display = [
        "kind",
        "asked_for",
        "state_now",
        "progress",
        "result",
        "created",
    ]
    view_on_site = False
    list_filter = ["kind", "state"]
    list_select_related = ["requested_by"]
    date_hierarchy = "created"
    fieldsets = [
        (None, {"fields": ["kind", "asked_for", "state_now", "step", "progress", "requested_by"]}),
        ("What went in", {"fields": ["seen", "result"]}),
        ("Log", {"fields": ["log"]}),
        (
            "When",
            {
                "fields": ["created", "started", "finished", "heard", "attempts", "worker"],
                "classes": ["collapse"],
            },
        ),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.is_alive)

    def may_steer(self, request: HttpRequest) -> bool:
        """Call runs off and try them again."""
        return bool(super().has_change_permission(request))

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/{name}/",
                require_POST(self.admin_site.admin_view(view)),
                name=f"movies_importrun_{name}",
            )
            for name, view in (("cancel", self.cancel_view), ("retry", self.retry_view))
        ]
        return [*own, *super().get_urls()]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Choose a kind of import, fill in its form, start it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        kind = request.GET.get("kind", "")
        form = FORMS[kind](request.POST or None, request.FILES or None) if kind in FORMS else None
        if form is not None and request.method == "POST":
            form = FORMS[kind](request.POST, request.FILES)
            if form.is_valid() and (run := self._start(request, kind, form)):
                return redirect(run)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import {Kind(kind).label}" if form is not None else "Start an import",
            "opts": self.model._meta,
            "form": form,
            "about": ABOUT.get(kind, ""),
            "choices": [(value, Kind(value).label, ABOUT[value]) for value in FORMS],
            "folder": settings.IMPORTS_DIR,
            "has_broker": not settings.CELERY_TASK_ALWAYS_EAGER,
        }
        return TemplateResponse(request, "admin/movies/start_import.html", context)

    def _start(self, request: HttpRequest, kind: str, form: ImportForm) -> ImportRun | None:
        try:
            run = ImportRun.objects.ask(kind, form.arguments(), requested_by=request.user)
        except AlreadyRunningError as reason:
            form.add_error(None, str(reason))
            return None
        if run.may_retry:
            run.queue_again()
        starting.start(run)
        self.message_user(request, "The import is on its way; this page follows it.", messages.SUCCESS)
        return run

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self._steered(request, pk)
        run.cancel()
        said = "It stops after the batch it is at." if run.is_alive else "The import is called off."
        self.message_user(request, said, messages.SUCCESS)
        return redirect(run)

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self._steered(request, pk)
        try:
            run.queue_again()
        except RefusedError as reason:
            self.message_user(request, str(reason), messages.WARNING)
            return redirect(run)
        starting.start(run)
        where = "where it stopped" if run.checkpoint else "from the beginning"
        self.message_user(request, f"The import goes on {where}.", messages.SUCCESS)
        return redirect(run)

    def _steered(self, request: HttpRequest, pk: int) -> ImportRun:
        if not self.may_steer(request):
            raise PermissionDenied
        return get_object_or_404(ImportRun, pk=pk)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().change_view(request, object_id, extra_context={"may_steer": self.may_steer(request)})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        extra = {"any_open": ImportRun.objects.open().exists()}
        return super().changelist_view(request, extra_context=extra)

    @admin.display(description="asked for")
    def asked_for(self, run: ImportRun) -> str:
        said = (_said(name, value) for name, value in run.arguments.items())
        return ", ".join(filter(None, said)) or "–"

    @admin.display(description="state", ordering="state")
    def state_now(self, run: ImportRun) -> SafeString:
        state = "cut-off" if run.was_cut_off else run.state
        return format_html('<span class="state {}">{}</span>', state, run.state_text)

    @admin.display(description="progress")
    def progress(self, run: ImportRun) -> SafeString | str:
        if run.percent is None:
            return "–"
        return format_html('<progress max="100" value="{0}">{0} %</progress> {0} %', run.percent)

    @admin.display(description="result")
    def result(self, run: ImportRun) -> str:
        return run.sentence() if run.started else "–"

    @admin.display(description="what it said")
    def log(self, run: ImportRun) -> SafeString | str:
        if not run.messages:
            return "nothing so far"
        lines = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in run.messages))
        more = f"and {run.messages_left_out:,} more." if run.messages_left_out else ""
        return format_html('<ol class="log">{}</ol>{}', lines, more)


def _said(name: str, value: Any) -> str:
    """An argument as a person reads it: paths from the imports folder on, nothing about what is not asked for."""
    if value in (None, False, "", []) or value == 0:
        return ""
    said = name.replace("_", " ")
    if value is True:
        return said
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{said} {shown.removeprefix(f'{settings.IMPORTS_DIR}/')}"
