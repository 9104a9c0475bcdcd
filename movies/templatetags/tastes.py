"""What the visitor says about the films of a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from movies.models import Movie
from movies.tastes.verdicts import Verdict, all_said_by

register = template.Library()

MAIN = (Verdict.WATCHLIST, Verdict.LIKED, Verdict.SEEN)
REST = (Verdict.DISLIKED, Verdict.NOT_NOW, Verdict.HIDDEN)
"""Those behind the three dots."""

ICONS = {Verdict.WATCHLIST: "bookmark", Verdict.LIKED: "heart", Verdict.SEEN: "eye"}


@register.simple_tag(takes_context=True)
def verdict_buttons(context: dict[str, Any], movie: Movie) -> dict[str, Any] | None:
    """The buttons for a film, `main` and `rest`, each with its verdict, icon and whether it is said; None for strangers.

    One query a page, however many films it shows.
    """
    request: HttpRequest | None = context.get("request")
    if request is None or not request.user.is_authenticated:
        return None
    if not hasattr(request, "_said_of_films"):
        request._said_of_films = all_said_by(request.user)  # type: ignore[attr-defined]
    said = request._said_of_films.get(movie.pk, frozenset())  # type: ignore[attr-defined]
    return {
        "main": _buttons(MAIN, said),
        "rest": _buttons(REST, said),
        "said": [v for v in Verdict if v in said],
    }


def _buttons(verdicts: tuple[Verdict, ...], said: frozenset[Verdict]) -> list[dict[str, Any]]:
    return [{"verdict": v, "icon": ICONS.get(v, ""), "said": v in said} for v in verdicts]
