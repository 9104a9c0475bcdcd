"""Keys for other programs in a person's settings: make one, see it once, replace it, take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from emoflix_site.models import ApiToken, Scope
from emoflix_site.models.tokens import MOST_TOKENS, TooManyTokens

SECTION = "/settings/#programs"
DAYS = (30, 90, 365)
UNPROCESSABLE = 422


class TokenForm(forms.Form):
    """What a new token is for."""

    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Days it works"), choices=[(n, n) for n in DAYS], coerce=int, initial=90
    )


def facts(request: HttpRequest) -> Mapping[str, Any]:
    """What the section of the settings page shows."""
    assert request.user.is_authenticated
    return {"form": TokenForm(auto_id="token_%s"), "tokens": ApiToken.objects.of(request.user)[:50]}


@login_required
@never_cache
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """A new token; its text is on the page that follows and nowhere else."""
    assert request.user.is_authenticated
    form = TokenForm(request.POST, auto_id="token_%s")
    if not form.is_valid():
        return render(request, "site/new_token.html", {"form": form}, status=UNPROCESSABLE)
    asked = form.cleaned_data
    try:
        token, text = ApiToken.objects.issue(
            request.user, asked["name"], asked["scopes"], life=timedelta(days=asked["days"])
        )
    except TooManyTokens:
        messages.error(request, _("You have %(count)d tokens; take one back first.") % {"count": MOST_TOKENS})
        return redirect(SECTION)
    return render(request, "site/new_token.html", {"token": token, "text": text})


@login_required
@never_cache
@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Another one in its place; both work for a day."""
    assert request.user.is_authenticated
    own = get_object_or_404(ApiToken.objects.of(request.user).working(), pk=pk)
    try:
        token, text = own.rotate()
    except TooManyTokens:
        messages.error(request, _("You have %(count)d tokens; take one back first.") % {"count": MOST_TOKENS})
        return redirect(SECTION)
    return render(request, "site/new_token.html", {"token": token, "text": text, "replaced": own})


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back at once."""
    assert request.user.is_authenticated
    get_object_or_404(ApiToken.objects.of(request.user), pk=pk).revoke()
    messages.success(request, _("Taken back: the token opens nothing any more."))
    return redirect(SECTION)
