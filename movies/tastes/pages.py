"""What the site knows of somebody's taste: to see, to change, and to begin with ten posters."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from movies.models import Feedback, Movie, Person, Taste
from movies.tastes import introducing, verdicts
from movies.tastes.forms import TasteForm
from movies.tastes.verdicts import Verdict

FILMS_A_PAGE = 20
PEOPLE_OFFERED = 8
LEAST_LETTERS = 2


@login_required
@require_http_methods(["GET", "POST"])
def taste(request: HttpRequest) -> HttpResponse:
    """Everything that is set by hand, and how many films were spoken of."""
    mine = Taste.of(request.user)
    assert mine is not None
    form = TasteForm(request.POST if request.method == "POST" else None, taste=mine)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Noted. Your next films follow it."))
        return redirect("taste:taste")
    context = {"form": form, "taste": mine, "counts": _counts(request), "people": mine.liked_people.all()}
    return render(request, "movies/taste.html", context, status=_status(form))


def _status(form: TasteForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _counts(request: HttpRequest) -> list[tuple[Verdict, int]]:
    """How many films the person said each thing of, none left out."""
    said = [verdict for films in verdicts.all_said_by(request.user).values() for verdict in films]
    return [(verdict, said.count(verdict)) for verdict in Verdict]


@login_required
@require_GET
def films(request: HttpRequest) -> HttpResponse:
    """Films of which the person said one thing, the latest first."""
    asked = request.GET.get("said", "")
    verdict = Verdict(asked) if asked in Verdict.values else Verdict.LIKED
    rows = Feedback.objects.owned_by(request.user).filter(verdict=verdict)
    rows = rows.select_related("movie").prefetch_related("movie__genres").order_by("-created_at", "-pk")
    page = Paginator(rows, FILMS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "movies/said.html", {"page": page, "verdict": verdict, "counts": _counts(request)})


@login_required
@require_GET
def people(request: HttpRequest) -> JsonResponse:
    """Names that a few letters may mean, those of most films first; for the script of the taste page."""
    letters = request.GET.get("q", "").strip()[:60]
    if len(letters) < LEAST_LETTERS:
        return JsonResponse({"names": []})
    names = Person.objects.search(letters).filter(films__gt=0).values_list("name", flat=True)
    return JsonResponse({"names": list(dict.fromkeys(names[: 2 * PEOPLE_OFFERED]))[:PEOPLE_OFFERED]})


@login_required
@require_http_methods(["GET", "POST"])
def posters(request: HttpRequest) -> HttpResponse:
    """Ten posters to tap; then ten others, or on to the evening."""
    assert request.user.is_authenticated
    if request.method == "GET":
        return _posters(request, shown=[], tapped=[])
    shown, tapped = (_numbers(request, name) for name in ("shown", "tapped"))
    if "skip" in request.POST:
        introducing.done(request.user)
        return redirect("emotions:check_in")
    if "others" in request.POST and len(shown) < introducing.MOST_ROUNDS * introducing.POSTERS:
        return _posters(request, shown=shown, tapped=tapped)
    loved = introducing.keep(request.user, Movie.objects.shown().filter(pk__in=tapped))
    messages.success(
        request,
        ngettext(
            "Thank you. %(n)s film tells something about you.",
            "Thank you. %(n)s films tell something about you.",
            loved,
        )
        % {"n": loved},
    ) if loved else messages.info(request, _("Nothing tapped, nothing noted. Films will follow your mood."))
    return redirect("emotions:check_in")


def _posters(request: HttpRequest, *, shown: list[int], tapped: list[int]) -> HttpResponse:
    spoken_of = set(verdicts.all_said_by(request.user))
    found = introducing.posters(seen={*shown, *spoken_of}, liked=tapped)
    context = {
        "films": found,
        "tapped": Movie.objects.filter(pk__in=tapped),
        "shown": [*shown, *(movie.pk for movie in found)],
        "more": len(shown) + len(found) < introducing.MOST_ROUNDS * introducing.POSTERS and bool(found),
    }
    return render(request, "movies/posters.html", context)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    """Whole numbers of a field; anything else is left out."""
    most = introducing.MOST_ROUNDS * introducing.POSTERS
    return [int(word) for word in request.POST.getlist(name)[:most] if word.isdecimal() and len(word) < 19]
