"""The person's own say over what is read and how long it is kept: sections of the settings page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from emotions.forms import ConsentForm
from emotions.models import Consent, Keeping
from emotions.privacy import consents
from emotions.privacy.retention import keep_for
from emotions.privacy.wordings import WORDINGS
from ml.labels import Modality

FOR_EVER = "0"


class KeepingForm(forms.Form):
    """How many days moods are kept."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("Keep my moods"),
        choices=[
            (FOR_EVER, gettext_lazy("until I delete them")),
            *((str(days), format_lazy(gettext_lazy("{days} days"), days=days)) for days in Keeping.CHOICES),
        ],
        coerce=int,
    )


def consent_facts(request: HttpRequest) -> Mapping[str, Any]:
    """Every sense with today's wording and the person's answer."""
    assert request.user.is_authenticated
    given = Consent.objects.in_force(request.user)
    return {"senses": [(sense, wording, given.get(sense)) for sense, wording in WORDINGS.items()]}


def keeping_facts(request: HttpRequest) -> Mapping[str, Any]:
    """The choice of days with the one in force."""
    assert request.user.is_authenticated
    days = Keeping.objects.days_for(request.user)
    return {"form": KeepingForm(initial={"days": str(days or FOR_EVER)})}


def _back(anchor: str) -> HttpResponse:
    return redirect(f"{reverse('settings')}#{anchor}")


@login_required
@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """Agree in the settings, without a check-in."""
    assert request.user.is_authenticated
    form = ConsentForm(request.POST)
    form.full_clean()
    Consent.objects.agree(request.user, form.agrees_to)
    if form.agrees_to:
        messages.success(request, _("Noted, with today's date."))
    return _back("privacy")


@login_required
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take a yes back: from now on that sense is read no more."""
    assert request.user.is_authenticated
    sense = request.POST.get("sense", "")
    if sense in [modality.value for modality in WORDINGS] and consents.withdraw(
        request.user, Modality(sense)
    ):
        messages.success(
            request, _("Taken back. Nothing of that kind is read any more until you agree again.")
        )
    return _back("privacy")


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Choose how long moods are kept; older ones go at once."""
    assert request.user.is_authenticated
    form = KeepingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That is none of the choices; nothing was changed."))
        return _back("keeping")
    days: int = form.cleaned_data["days"]
    gone = keep_for(request.user, days or None)
    if gone:
        sentence = ngettext(
            "Saved; %d mood was older and is gone.", "Saved; %d moods were older and are gone.", gone
        )
        messages.success(request, sentence % gone)
    else:
        messages.success(request, _("Saved; nothing was older than that."))
    return _back("keeping")
