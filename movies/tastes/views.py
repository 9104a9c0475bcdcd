"""What somebody says about a film, and the list of what they want to watch."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from movies.models import Feedback, Movie
from movies.tastes import verdicts
from movies.tastes.verdicts import Change, Kept, Verdict

FILMS_A_PAGE = 20
BAD_REQUEST = 400
TAKEN_AWAY = "taken_away"  # in the session, by film
MOST_REMEMBERED = 20  # films whose last changes can be undone without loss


@login_required
@require_POST
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about a film, take it back, or put back what was said before."""
    movie = get_object_or_404(Movie.objects.shown(), pk=pk)
    change = _changed(request, movie)
    if change is None:
        return _refused(request, movie)
    if request.headers.get("X-Requested-With") == "fetch":
        context = {
            "movie": movie,
            "change": change,
            "sentence": sentence(change),
            "back": _next(request, movie),
        }
        context["with_words"] = bool(request.POST.get("with_words"))
        return render(request, "movies/_actions.html", context)
    messages.success(request, _with_undo(request, change))
    return HttpResponseRedirect(f"{_next(request, movie)}#film-{movie.pk}")


def _changed(request: HttpRequest, movie: Movie) -> Change | None:
    """What the pressed button changed; None when it names nothing that can be said."""
    assert request.user.is_authenticated
    for act, word in ((verdicts.say, "say"), (verdicts.unsay, "unsay")):
        if word in request.POST:
            said = request.POST[word]
            if said not in Verdict.values:
                return None
            return _remembered(request, act(request.user, movie, Verdict(said)))
    exactly = verdicts.parse(request.POST["exactly"]) if "exactly" in request.POST else None
    if exactly is None:
        return None
    kept = request.session.get(TAKEN_AWAY, {}).get(str(movie.pk), [])
    return _remembered(request, verdicts.set_all(request.user, movie, exactly, kept))


def _remembered(request: HttpRequest, change: Change) -> Change:
    """The change; what it took away stays in the session, so that undoing it brings back stars and time too."""
    if change.gone:
        films: dict[str, list[Kept]] = request.session.get(TAKEN_AWAY, {})
        film = str(change.movie.pk)
        gone = {one["verdict"]: one for one in [*films.pop(film, []), *change.gone]}
        latest = [*films.items(), (film, list(gone.values()))][-MOST_REMEMBERED:]
        request.session[TAKEN_AWAY] = dict(latest)
    return change


def _refused(request: HttpRequest, movie: Movie) -> HttpResponse:
    words = _("That is nothing one can say about a film here. Nothing was changed.")
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(words, status=BAD_REQUEST, content_type="text/plain; charset=utf-8")
    messages.error(request, words)
    return HttpResponseRedirect(_next(request, movie))


def _next(request: HttpRequest, movie: Movie) -> str:
    """Where the person came from, on this site; otherwise the film's page."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked.partition("#")[0] if ours else movie.get_absolute_url()


def sentence(change: Change) -> str:
    """What was changed, as a person says it."""
    title = change.movie.title
    said = change.after - change.before
    if not said:
        return (
            _("Taken back: %(title)s.") % {"title": title}
            if change.before - change.after
            else _("Noted already.")
        )
    spoken = {
        Verdict.WATCHLIST: _("%(title)s is on your list."),
        Verdict.LIKED: _("You loved %(title)s: more like it, but not the film itself."),
        Verdict.SEEN: _("You have seen %(title)s. It will not be shown again."),
        Verdict.DISLIKED: _("%(title)s is not for you: less like it."),
        Verdict.NOT_NOW: _("Not now: %(title)s is put off for a month."),
        Verdict.HIDDEN: _("%(title)s will never be shown again."),
    }
    return spoken[min(said, key=list(Verdict).index)] % {"title": title}


def _with_undo(request: HttpRequest, change: Change) -> str:
    context = {
        "sentence": sentence(change),
        "next": _next(request, change.movie),
        "movie": change.movie,
        "before": sorted(change.before),
    }
    return mark_safe(render_to_string("movies/_undo.html", context, request))  # noqa: S308 - a template, escaped


@login_required
@require_GET
def watchlist(request: HttpRequest) -> HttpResponse:
    """Films the person wants to watch, the latest first."""
    rows = Feedback.objects.owned_by(request.user).filter(verdict=Verdict.WATCHLIST, movie__hidden=False)
    rows = rows.select_related("movie").prefetch_related("movie__genres").order_by("-created_at", "-pk")
    page = Paginator(rows, FILMS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "movies/watchlist.html", {"page": page, "back": reverse("taste:watchlist")})
