"""Film pages: search, one film, its poster."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from movies import posters
from movies.models import Credit, Movie
from movies.recommending import similar

FILMS_A_PAGE = 20
SIMILAR_FILMS = 5
POSTER_FRESH_SECONDS = 24 * 3600


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Films by title or person; without a word, the best ones."""
    query = request.GET.get("q", "").strip()[:100]
    shown = Movie.objects.shown()
    films = shown.search(query) if query else shown.ranked()
    page = Paginator(films.prefetch_related("genres"), FILMS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "movies/search.html", {"page": page, "query": query})


@require_GET
def film(request: HttpRequest, pk: int) -> HttpResponse:
    """One film: facts, where to look further, and films like it."""
    movie = get_object_or_404(Movie.objects.for_page(), pk=pk)
    credits = movie.credits.all()
    context = {
        "movie": movie,
        "directors": [credit.person for credit in credits if credit.role == Credit.Role.DIRECTOR],
        "cast": [credit.person for credit in credits if credit.role == Credit.Role.ACTOR],
        "languages": [language.name for language in movie.languages.all()],
        "countries": [country.name for country in movie.countries.all()],
        "similar": similar(movie, limit=SIMILAR_FILMS),
    }
    return render(request, "movies/film.html", context)


@require_GET
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The film's drawn poster."""
    movie = get_object_or_404(Movie.objects.prefetch_related("genres"), pk=pk)
    response = HttpResponse(posters.svg(movie), content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=POSTER_FRESH_SECONDS)
    return response
