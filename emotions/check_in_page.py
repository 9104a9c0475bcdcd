"""The check-in screen, and what happens with what is sent from it, as a page or by its script."""

from __future__ import annotations

import json
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from emotions.checkin import Media, NothingUnderstood, Signals
from emotions.checkin import check_in as understand_and_keep
from emotions.forms import CheckInForm
from emotions.models import Consent
from emotions.privacy.consents import NotAgreed
from emotions.privacy.wordings import WORDINGS
from emotions.senses import despair, helplines, on_device, telling_words
from ml.artifact import ArtifactError
from ml.labels import SEVEN_EMOTIONS, Emotion
from movies.models import Language, Taste
from movies.said import said

ONCE = "once"
"""Field that tells one page from another."""

EXAMPLES = (
    "I had a rotten day and feel low",
    "Restless, and I miss somebody far away",
    "Happy! Something like Amélie, under two hours",
)
"""Never translated: the words model reads English."""


@login_required
@require_http_methods(["GET", "POST"])
@csp_update({"script-src": ["'wasm-unsafe-eval'"]})  # type: ignore[untyped-decorator]  # the live reading runs here
def check_in(request: HttpRequest) -> HttpResponse:
    """Say how you feel; a script asks for JSON and keeps the page, so that nothing it holds is lost."""
    assert request.user.is_authenticated
    if request.method == "GET":
        tapped = request.GET.get("emotion", "")  # a face on the first page
        first = {"mode": Taste.mode_of(request.user), "emotion": tapped}
        return _page(request, CheckInForm(initial=first))
    form = CheckInForm(
        {**request.POST.dict(), **request.FILES.dict()}, request.FILES, usual_mode=Taste.mode_of(request.user)
    )
    if not form.is_valid():
        return _refused(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        check = understand_and_keep(
            request.user, form.signals, form.wish, number=_number(request, form.signals)
        )
    except NotAgreed as refused:
        for sense, sentence in refused.why.items():
            form.add_error(sense.value, sentence)
        return _refused(request, form, HTTPStatus.FORBIDDEN)
    except NothingUnderstood as nothing:
        for reading in nothing.readings:
            form.add_error(reading.modality.value, said(reading.message))
        return _refused(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    response = JsonResponse({"address": check.get_absolute_url()}) if _by_script(request) else redirect(check)
    telling_words.remember(response, check)
    despair.remember(response, check, form.signals.text)
    return response


def _number(request: HttpRequest, signals: Signals) -> UUID | None:
    """The same for the same things sent twice from one page, as by a double click or after a lost answer."""
    if not request.POST.get(ONCE):
        return None
    typed = [[name, value] for name, value in sorted(request.POST.items()) if name != "csrfmiddlewaretoken"]
    media = [sent for sent in (signals.face, signals.voice) if isinstance(sent, Media)]
    said = [request.user.pk, typed, [sha256(sent.data).hexdigest() for sent in media]]
    return uuid5(NAMESPACE_OID, json.dumps(said))


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _refused(request: HttpRequest, form: CheckInForm, status: HTTPStatus) -> HttpResponse:
    if despair.spoken(form.data.get("text", "")):
        form.add_error("text", helplines.sentence())
    if _by_script(request):
        return JsonResponse({name: list(told) for name, told in form.errors.items()}, status=status)
    return _page(request, form, status)


def _page(request: HttpRequest, form: CheckInForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    assert request.user.is_authenticated
    agreed = Consent.objects.in_force(request.user)
    context = {
        "form": form,
        "emotions": list(Emotion),
        "languages": Language.objects.common(),
        "examples": EXAMPLES,
        "agreed": {sense.value: agreed.get(sense) for sense in WORDINGS},
        "on_device": _on_device(),
        "ask_mode": Taste.mode_of(request.user) is None,
        "once": uuid4().hex,
    }
    return render(request, "emotions/check_in.html", context, status=status)


def _on_device() -> dict[str, Any] | None:
    """What the live reading needs, or None where the site itself has no face model."""
    try:
        files = on_device.files()
    except ArtifactError:
        return None
    return {"files": files, "labels": [{"value": e.value, "label": e.label} for e in SEVEN_EMOTIONS]}
