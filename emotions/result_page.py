"""The result of a check-in, and what is done with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from emotions.checkin import show_films, show_others
from emotions.forms import CorrectionForm, OtherFilmsForm, told
from emotions.models import MoodCheck
from emotions.senses import despair, helplines, telling_words, usual_voice
from ml.labels import Emotion
from movies.recommending import Mode


def _own_check(request: HttpRequest, pk: UUID) -> MoodCheck:
    """The user's check or 404; a stranger's does not exist."""
    assert request.user.is_authenticated
    own = MoodCheck.objects.of(request.user).select_related("note", "share").prefetch_related("readings")
    return get_object_or_404(own, pk=pk)


@login_required
@require_GET
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the senses said, what they add up to, and the films."""
    check = _own_check(request, pk)
    readings = check.readings.all()
    heard = [reading for reading in readings if reading.scores]
    context = {
        "check": check,
        "mood": check.mood,
        "readings": readings,
        "heard": heard,
        "alone": len(heard) == 1,
        "impressions": check.impressions.select_related("movie").prefetch_related("movie__genres"),
        "emotions": list(Emotion),
        "modes": list(Mode),
        "view": request.GET.get("view", ""),
        "listening": helplines.here() if despair.recall(request, check) else (),
        "directory": helplines.DIRECTORY,
        "telling_words": telling_words.recall(request, check),
        "usual_voice_offer": usual_voice.offer(request, readings),
    }
    return render(request, "emotions/result.html", context)


@login_required
@require_POST
@transaction.atomic
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person's own word for the mood; the films follow it."""
    check = _own_check(request, pk)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That is none of the eight moods."))
        return redirect(check)
    check.correct(form.choice)
    show_films(check, check.asked)
    messages.success(request, _("Noted: you feel %(mood)s.") % {"mood": _(check.emotion.label)})
    return redirect(check)


@login_required
@require_POST
@transaction.atomic
def rerank(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same mood, another evening, or a surprise."""
    check = _own_check(request, pk)
    form = OtherFilmsForm(request.POST)
    if form.is_valid():
        show_others(check, mode=form.cleaned_data["mode"], surprise=form.drawn)
    else:
        messages.error(request, told(form))
    return redirect(check)


@login_required
@require_POST
@transaction.atomic
def drop_chip(request: HttpRequest, pk: UUID, place: int) -> HttpResponse:
    """Take back one thing that was understood of the typed words."""
    check = _own_check(request, pk)
    try:
        check.drop_chip(place)
    except IndexError:  # the button of a page that was open twice
        messages.info(request, _("That was taken away already."))
    else:
        show_films(check, check.asked)
    return redirect(f"{check.get_absolute_url()}#films")
