"""Watching together as pages: start, join, add faces, switch how films are weighed, leave."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from emotions.evenings import together
from emotions.evenings.forms import FacesForm, FairnessForm, JoinForm, SeatForm
from emotions.forms import told
from emotions.models import Evening, MoodCheck
from movies.recommending.together import Fairness
from movies.said import said

UNPROCESSABLE = 422
LATEST = 20  # evenings in the list


def _own_evening(request: HttpRequest, pk: UUID) -> Evening:
    """One the user takes part in, or 404; anybody else's does not exist."""
    assert request.user.is_authenticated
    return get_object_or_404(Evening.objects.of(request.user).select_related("host"), pk=pk)


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The user's evenings, and a place for a code; a link may bring it along."""
    return _index(request, JoinForm(initial={"code": request.GET.get("code", "")[:40]}))


def _index(request: HttpRequest, form: JoinForm, status: int = 200) -> HttpResponse:
    assert request.user.is_authenticated
    context = {
        "form": form,
        "evenings": Evening.objects.of(request.user).prefetch_related("guests")[:LATEST],
        "tonight": together.tonights_check(request.user),
    }
    return render(request, "emotions/evenings.html", context, status=status)


@login_required
@require_POST
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin with one of the user's check-ins."""
    assert request.user.is_authenticated
    check = get_object_or_404(MoodCheck.objects.of(request.user), pk=pk)
    form = SeatForm(request.POST)
    if not form.is_valid():
        messages.error(request, told(form))
        return redirect(check)
    return redirect(together.start(request.user, check, **form.cleaned_data))


@login_required
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Take part by a code."""
    assert request.user.is_authenticated
    form = JoinForm(request.POST)
    if form.is_valid():
        try:
            return redirect(together.join(request.user, **form.cleaned_data))
        except together.CannotJoin as why:
            form.add_error("code", str(why))
    return _index(request, form, UNPROCESSABLE)


@login_required
@require_GET
def evening(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is here, and the films for all of them."""
    return _evening(request, _own_evening(request, pk), FacesForm())


def _evening(
    request: HttpRequest, shown: Evening, faces: FacesForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "evening": shown,
        "guests": shown.guests.select_related("check_in", "user"),
        "picks": together.films(shown),
        "faces": faces,
        "fairness": list(Fairness),
        "is_host": shown.host == request.user,
        "join_link": f"{request.build_absolute_uri(reverse('emotions:evenings'))}?code={shown.code}",
        **more,
    }
    return render(request, "emotions/evening.html", context, status=status)


@login_required
@require_POST
def add_faces(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every face of a picture becomes a guest."""
    assert request.user.is_authenticated
    shown = _own_evening(request, pk)
    form = FacesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _evening(request, shown, form, UNPROCESSABLE)
    try:
        readings = together.add_faces(request.user, shown, form.cleaned_data["face"])
    except together.CannotJoin as why:
        form.add_error("face", str(why))
        return _evening(request, shown, form, UNPROCESSABLE)
    unusable = list(dict.fromkeys(said(reading.message) for reading in readings if not reading.usable))
    if len(unusable) and not any(reading.usable for reading in readings):
        form.add_error("face", " ".join(unusable))
        return _evening(request, shown, form, UNPROCESSABLE)
    for sentence in unusable:
        messages.warning(request, sentence)
    return redirect(shown)


@login_required
@require_POST
def weigh(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Switch between leaving nobody behind and the best on average."""
    shown = _own_evening(request, pk)
    form = FairnessForm(request.POST)
    if form.is_valid():
        shown.fairness = form.cleaned_data["fairness"]
        shown.save(update_fields=["fairness"])
    else:
        messages.error(request, told(form))
    return redirect(f"{shown.get_absolute_url()}#films")


@login_required
@require_POST
def drop_guest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The host takes a guest away: a face that was no face, or somebody who went home."""
    shown = _own_evening(request, pk)
    if shown.host != request.user:
        messages.error(request, _("Only the host can take somebody else away."))
        return redirect(shown)
    number = request.POST.get("guest", "")
    if number.isdecimal():
        shown.guests.filter(pk=int(number[:18])).exclude(user=request.user).delete()
    return redirect(shown)


@login_required
@require_POST
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own mood away; the host ends the evening for all."""
    assert request.user.is_authenticated
    shown = _own_evening(request, pk)
    together.leave(request.user, shown)
    ended = shown.host == request.user
    messages.success(request, _("The evening is over.") if ended else _("You have left the evening."))
    return redirect("emotions:evenings")
