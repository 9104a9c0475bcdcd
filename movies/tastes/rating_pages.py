"""Bringing ratings along from another site: upload, what was understood, taking over, undoing."""

from __future__ import annotations

import csv
from collections import Counter
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from movies.models import Movie, RatingsImport
from movies.said import said
from movies.tables.csv_safety import safe_cell
from movies.tastes import bringing
from movies.tastes.verdicts import Verdict
from scrapers.ratings_lists import MOST_BYTES, ListError

ROWS_SHOWN = 60
"""Of a list, on its page; all of them are taken over."""


def _own(request: HttpRequest, pk: int) -> RatingsImport:
    """The user's list or 404; a stranger's does not exist."""
    assert request.user.is_authenticated
    return get_object_or_404(RatingsImport.objects.filter(user=request.user), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def ratings(request: HttpRequest) -> HttpResponse:
    """Which lists can be brought, and which ones were."""
    assert request.user.is_authenticated
    if request.method == "GET":
        return _page(request)
    file = request.FILES.get("list")
    if not isinstance(file, UploadedFile):
        return _page(request, _("Choose the file first."))
    if (file.size or 0) > MOST_BYTES:
        return _page(request, _("The file is larger than 20 MB; a list of ratings is not."))
    try:
        brought = bringing.show(request.user, file.read(), file.name or "")
    except ListError as error:
        return _page(request, said(str(error)))
    return redirect("taste:brought", brought.pk)


def _page(request: HttpRequest, wrong: str = "") -> HttpResponse:
    assert request.user.is_authenticated
    lists = RatingsImport.objects.filter(user=request.user)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "movies/ratings.html", {"lists": lists, "wrong": wrong}, status=status)


@login_required
@require_GET
def brought(request: HttpRequest, pk: int) -> HttpResponse:
    """What was understood of a list, before and after it is taken over."""
    one = _own(request, pk)
    found = one.found
    films = Movie.objects.in_bulk([row["film"] for row in found[:ROWS_SHOWN]])
    counts = Counter(Verdict(row["verdict"]) for row in found)
    context = {
        "brought": one,
        "found": len(found),
        "missing": one.missing,
        "counts": [(verdict, counts[verdict]) for verdict in Verdict if counts[verdict]],
        "rows": [
            row | {"movie": films[row["film"]], "label": Verdict(row["verdict"]).label}
            for row in found[:ROWS_SHOWN]
            if row["film"] in films
        ],
        "more": max(len(found) - ROWS_SHOWN, 0),
        "rows_shown": ROWS_SHOWN,
    }
    return render(request, "movies/brought.html", context)


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the list over; a second time nothing is new."""
    new = bringing.take_over(_own(request, pk))
    said = ngettext(
        "Taken over: something new about %(n)s film.", "Taken over: something new about %(n)s films.", new
    )
    messages.success(request, said % {"n": new} if new else _("Nothing in it was new."))
    return redirect("taste:brought", pk)


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what came with the list; one that was never taken over just goes."""
    one = _own(request, pk)
    if one.state == RatingsImport.State.SHOWN:
        one.delete()
        messages.success(request, _("Dropped. Nothing was stored of it."))
        return redirect("taste:ratings")
    gone = bringing.undo(one)
    said = ngettext(
        "Undone: what the list said of %(n)s film is gone.",
        "Undone: what the list said of %(n)s films is gone.",
        gone,
    )
    messages.success(request, said % {"n": gone})
    return redirect("taste:brought", pk)


@login_required
@require_GET
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Films of the list that were not found, as a table."""
    one = _own(request, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="emoflix-not-found.csv"'
    table = csv.writer(response)
    table.writerow(["Title", "Year", "IMDb id", "Stars", "Date", "Why"])
    for row in one.missing:
        cells = (
            row["title"],
            row["year"],
            row["imdb_id"],
            row["stars"],
            row["day"],
            said(row["why"]),
        )
        table.writerow([safe_cell("" if cell is None else cell) for cell in cells])
    return response
