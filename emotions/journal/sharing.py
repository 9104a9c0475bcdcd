"""Giving an evening away by a link, taking it back, and what whoever has the link sees."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from emotions.models import MoodCheck, Share
from movies.models import Mode


@login_required
@require_POST
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make the link, where there is none yet."""
    assert request.user.is_authenticated
    check = get_object_or_404(MoodCheck.objects.of(request.user), pk=pk)
    Share.objects.get_or_create(check_in=check)
    return redirect(f"{check.get_absolute_url()}#share")


@login_required
@require_POST
def unshare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the link back; it leads nowhere from now on."""
    assert request.user.is_authenticated
    check = get_object_or_404(MoodCheck.objects.of(request.user), pk=pk)
    Share.objects.filter(check_in=check).delete()
    messages.success(request, _("The link is taken back: it leads nowhere now."))
    return redirect(f"{check.get_absolute_url()}#share")


@never_cache
@require_GET
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A mood's word, the evening and the films: no name, no number, no reason, no wish."""
    share = get_object_or_404(Share.objects.select_related("check_in"), token=token)
    check = share.check_in
    impressions = check.impressions.select_related("movie").prefetch_related("movie__genres")
    context = {
        "emotion": check.emotion,
        "mode": Mode(check.mode),
        "movies": [impression.movie for impression in impressions],
    }
    response = render(request, "emotions/shared.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
