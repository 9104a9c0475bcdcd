"""Film pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from movies.models import Movie


def film(request: HttpRequest, pk: int) -> HttpResponse:
    """One film: facts, where to look further."""
    return render(request, "movies/film.html", {"movie": get_object_or_404(Movie, pk=pk)})
