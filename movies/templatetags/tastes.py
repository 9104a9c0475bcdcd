"""What the visitor says about the films of a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from movies.models import Movie
from movies.tastes.verdicts import Verdict, all_said_by

register = template.Library()

MAIN = (Verdict.WATCHLIST, Verdict.LIKED, Verdict.SEEN)
REST = (Verdict.DISLIKED, Verdict.NOT_NOW, Verdict.HIDDEN)
"""Those behind the three dots."""

ICONS = {Verdict.WATCHLIST: "bookmark", Verdict.LIKED: "heart", Verdict.SEEN: "eye"}


@register.simple_tag(takes_context=True)
def verdict_buttons(context: dict[str, Any], movie: Movie) -> dict[str, Any] | None:
    """The buttons for a film, `main` and `rest` as HTML, and in words what is `said`; None for strangers.

    One query a page, however many films it shows; and each button is drawn once, said and unsaid.
    """
    request: HttpRequest | None = context.get("request")
    if request is None or not request.user.is_authenticated:
        return None
    if not hasattr(request, "_buttons"):
        request._buttons = _Buttons(request)  # type: ignore[attr-defined]
    return request._buttons.of(movie, with_words=bool(context.get("with_words")))  # type: ignore[attr-defined, no-any-return]


class _Buttons:
    """Those of one request: what its person says of films, and the buttons drawn so far."""

    def __init__(self, request: HttpRequest) -> None:
        self._said = all_said_by(request.user)
        self._drawn: dict[tuple[Verdict, bool, bool], SafeString] = {}

    def of(self, movie: Movie, *, with_words: bool) -> dict[str, Any]:
        said = self._said.get(movie.pk, frozenset())
        main, rest = (
            mark_safe("".join(self._button(v, v in said, with_words) for v in verdicts))  # noqa: S308 - drawn by a template
            for verdicts in (MAIN, REST)
        )
        return {"main": main, "rest": rest, "said": [v.label for v in Verdict if v in said]}

    def _button(self, verdict: Verdict, said: bool, with_words: bool) -> SafeString:
        key = verdict, said, with_words
        if key not in self._drawn:
            shown = {"verdict": verdict, "said": said, "with_words": with_words, "sign": ICONS.get(verdict)}
            self._drawn[key] = render_to_string("movies/_button.html", shown)
        return self._drawn[key]
