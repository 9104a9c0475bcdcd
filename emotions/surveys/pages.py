"""The survey: what would you watch now, and why; and taking an answer back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from emotions.models import SurveyAnswer
from emotions.surveys import survey
from emotions.surveys.forms import SurveyForm
from ml.labels import Emotion

UNPROCESSABLE = 422
MOST_SHOWN = 100
"""Of one's own answers; nobody has more."""


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Three questions, and the answers given before."""
    assert request.user.is_authenticated
    if request.method == "GET":
        return _page(request, SurveyForm())
    form = SurveyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    words = form.cleaned_data
    survey.keep(
        request.user,
        emotion=words["emotion"],
        would_watch=words["would_watch"],
        why=words["why"],
        picture=words["drawn"],
    )
    messages.success(request, _("Thank you. Your answer is stored; you can withdraw it below at any time."))
    return redirect("emotions:survey")


def _page(request: HttpRequest, form: SurveyForm, status: int = 200) -> HttpResponse:
    assert request.user.is_authenticated
    answers = SurveyAnswer.objects.of(request.user)[:MOST_SHOWN]
    context = {"form": form, "emotions": list(Emotion), "answers": answers}
    return render(request, "emotions/survey.html", context, status=status)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete one's answer and its picture."""
    assert request.user.is_authenticated
    get_object_or_404(SurveyAnswer.objects.of(request.user), pk=pk).delete()
    messages.success(request, _("Withdrawn: the answer and its picture are deleted."))
    return redirect("emotions:survey")
