"""Leaving for good: the account, and every row that belongs to it, at once."""

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

UNPROCESSABLE = 422


class LeavingForm(forms.Form):
    """The password, so that it is the person; the name typed, so that it is meant."""

    name = forms.CharField(
        label=gettext_lazy("Type your user name"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name != self.request.user.get_username():
            raise forms.ValidationError(_("That is not the name of this account."))
        return name

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        found = authenticate(self.request, username=self.request.user.get_username(), password=password)
        if found is None or found.pk != self.request.user.pk:
            raise forms.ValidationError(_("That is not your password."))
        return password


def erase(user: User) -> None:
    """Delete the account, all that hangs on it, its sessions in every browser, and attempts to log in as it."""
    with transaction.atomic():
        reset(username=user.get_username())
        for session in Session.objects.iterator():
            if session.get_decoded().get("_auth_user_id") == str(user.pk):
                session.delete()
        user.delete()


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Ask twice, then delete everything."""
    assert request.user.is_authenticated
    form = LeavingForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        user = User.objects.get(pk=request.user.pk)
        logout(request)
        erase(user)
        messages.success(request, _("Your account and everything in it are gone. Take care."))
        return redirect("home")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "site/leave.html", {"form": form}, status=status)
