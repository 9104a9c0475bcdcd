"""The journal: moods in a list and a month, a week, what was watched, notes, and deleting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from emotions.forms import told
from emotions.journal import days
from emotions.journal.forms import NoteForm
from emotions.models import MoodCheck, MoodNote
from emotions.models.checks import TAP
from ml.labels import Modality

CHECKS_A_PAGE = 20
SENSES = (
    (Modality.FACE.value, gettext_lazy("Face")),
    (Modality.VOICE.value, gettext_lazy("Voice")),
    (Modality.TEXT.value, gettext_lazy("Words")),
    (TAP, gettext_lazy("Tapped")),
)


@login_required
@require_GET
def moods(request: HttpRequest) -> HttpResponse:
    """The user's moods, newest first, beside a month to choose a day from."""
    assert request.user.is_authenticated
    sense, day = request.GET.get("sense", ""), days.day_of(request.GET.get("day"))
    checks = MoodCheck.objects.of(request.user).select_related("note")
    if sense in dict(SENSES):
        checks = checks.by_sense(sense)
    if day:
        checks = checks.between(day, day)
    page = Paginator(checks.prefetch_related("readings", "impressions__movie"), CHECKS_A_PAGE)
    month = days.day_of(request.GET.get("month")) or day or timezone.localdate()
    context = {
        "page": page.get_page(request.GET.get("page")),
        "month": days.month(request.user, month),
        "day": day,
        "senses": SENSES,
        "sense": sense,
        "kept": _kept(request),
    }
    return render(request, "emotions/journal.html", context)


def _kept(request: HttpRequest) -> str:
    """The choices of this address, for the links to other pages of the same list."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


@login_required
@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """A week of moods as a picture with a table beside it."""
    assert request.user.is_authenticated
    day = days.day_of(request.GET.get("of")) or timezone.localdate()
    context: dict[str, Any] = {"week": days.week(request.user, day)}
    return render(request, "emotions/week.html", context)


@login_required
@require_GET
def watched(request: HttpRequest) -> HttpResponse:
    """What the user watched when they felt so."""
    assert request.user.is_authenticated
    return render(request, "emotions/watched.html", {"moods": days.watched(request.user)})


@login_required
@require_POST
def write_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a note beside a mood; an empty one is forgotten."""
    assert request.user.is_authenticated
    check = get_object_or_404(MoodCheck.objects.of(request.user), pk=pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        MoodNote.objects.write(check, form.cleaned_data["text"])
        messages.success(request, _("Your note is kept. Only you see it."))
    else:
        messages.error(request, told(form))
    return redirect(f"{check.get_absolute_url()}#note")


@login_required
@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget one mood, its note, its link and the films shown for it."""
    assert request.user.is_authenticated
    get_object_or_404(MoodCheck.objects.of(request.user), pk=pk).delete()
    messages.success(request, _("That mood is deleted."))
    return redirect("emotions:journal")
