"""Pages that belong to no app."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ml.labels import Emotion
from movies.models import Movie

FILMS_ON_THE_WALL = 10


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is, in one screen, and some of the films."""
    context = {
        "emotions": list(Emotion),
        "movies": Movie.objects.shown().ranked().prefetch_related("genres")[:FILMS_ON_THE_WALL],
        "total": Movie.objects.shown().count(),
    }
    return render(request, "site/home.html", context)


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is read, what is kept of it and how long, who sees it and how it goes."""
    return render(request, "site/privacy.html")
