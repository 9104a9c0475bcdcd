"""Film pages: search, one film, its poster."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET

from movies import posters
from movies.models import Movie
from movies.querysets import MovieQuerySet
from movies.recommending import similar
from movies.searching.finding import find

FILMS_A_PAGE = 20
SIMILAR_FILMS = 5
POSTER_FRESH_SECONDS = 24 * 3600
ETAG_LETTERS = 16


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Films by title, person or genre, typing errors forgiven; without a word, the best ones."""
    query = request.GET.get("q", "").replace("\x00", " ").strip()[:100]
    shown = Movie.objects.shown()
    found = find(query, shown) if query else None
    films: Sequence[int] | MovieQuerySet = (
        shown.ranked().prefetch_related("genres") if found is None else found.ids
    )
    page = Paginator(films, FILMS_A_PAGE).get_page(request.GET.get("page"))
    if found is not None:
        there = shown.prefetch_related("genres").in_bulk(list(page.object_list))
        page.object_list = [there[pk] for pk in page.object_list if pk in there]
    return render(request, "movies/search.html", {"page": page, "query": query, "found": found})


@require_GET
def film(request: HttpRequest, pk: int) -> HttpResponse:
    """One film: facts, where to look further, and films like it."""
    movie = get_object_or_404(Movie.objects.for_page(), pk=pk)
    context = {
        "movie": movie,
        "directors": movie.directors,
        "cast": movie.cast,
        "languages": movie.language_names,
        "countries": movie.country_names,
        "similar": similar(movie, limit=SIMILAR_FILMS),
    }
    return render(request, "movies/film.html", context)


@require_GET
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The film's drawn poster; a browser that has it gets an answer without one."""
    movie = get_object_or_404(Movie.objects.prefetch_related("genres"), pk=pk)
    drawn = posters.svg(movie)
    response: HttpResponse = HttpResponse(drawn, content_type="image/svg+xml")
    etag = quote_etag(hashlib.sha256(drawn.encode()).hexdigest()[:ETAG_LETTERS])
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=POSTER_FRESH_SECONDS)
    return get_conditional_response(request, etag=etag, response=response) or response
