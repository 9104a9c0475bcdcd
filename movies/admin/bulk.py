"""Changing many films or people at once from their list; each action ends with one sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from movies.models import Genre, Language, Movie, Person
from movies.tables import hand_edits


class ChoosingForm(ActionForm):
    """The actions, and the genre or language that some of them need."""

    of = forms.ChoiceField(required=False, label="Genre or language:")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            ("Genres", [(f"genre {pk}", name) for pk, name in Genre.objects.values_list("pk", "name")]),
            ("Languages", [(f"language {pk}", n) for pk, n in Language.objects.values_list("pk", "name")]),
        ]


def _chosen(request: HttpRequest, model: type[Genre] | type[Language]) -> Any:
    """The genre or language the operator chose for the action; None when it is the other or none."""
    kind, _, pk = next(filter(None, request.POST.getlist("of")), "").partition(" ")
    if kind != model._meta.model_name or not pk.isdecimal():
        return None
    return model._default_manager.filter(pk=int(pk)).first()


def _films(number: int) -> str:
    return f"{number:,} film" if number == 1 else f"{number:,} films"


class FilmActions(admin.ModelAdmin):  # type: ignore[type-arg]
    action_form = ChoosingForm
    actions = ["add_genre", "remove_genre", "set_language", "hide", "show", "not_on_netflix", "unlock"]

    @admin.action(description="Add the genre", permissions=["change"])
    def add_genre(self, request: HttpRequest, queryset: QuerySet[Movie]) -> None:
        self._with(request, queryset, Genre, hand_edits.add_genre, "{} added to {}{}")

    @admin.action(description="Remove the genre", permissions=["change"])
    def remove_genre(self, request: HttpRequest, queryset: QuerySet[Movie]) -> None:
        self._with(request, queryset, Genre, hand_edits.remove_genre, "{} removed from {}{}")

    @admin.action(description="Set the language", permissions=["change"])
    def set_language(self, request: HttpRequest, queryset: QuerySet[Movie]) -> None:
        self._with(request, queryset, Language, hand_edits.set_language, "{} set as the language of {}{}")

    def _with(
        self,
        request: HttpRequest,
        queryset: QuerySet[Movie],
        model: type[Genre] | type[Language],
        edit: Callable[[list[int], Any], int],
        sentence: str,
    ) -> None:
        chosen = _chosen(request, model)
        if chosen is None:
            name = model._meta.verbose_name
            self.message_user(request, f"Choose a {name} beside the action first.", messages.WARNING)
            return
        films = _keys(queryset)
        changed = edit(films, chosen)
        rest = f"; for {_films(len(films) - changed)} that changes nothing" if changed < len(films) else ""
        said = sentence.format(chosen.name, _films(changed), rest)
        self.message_user(request, f"{said}. Imports leave it so.", messages.SUCCESS)

    @admin.action(description="Hide from visitors", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Movie]) -> None:
        changed = hand_edits.set_hidden(_keys(queryset), True)
        self.message_user(
            request, f"{_films(changed)} hidden from searches and recommendations.", messages.SUCCESS
        )

    @admin.action(description="Show to visitors again", permissions=["change"])
    def show(self, request: HttpRequest, queryset: QuerySet[Movie]) -> None:
        changed = hand_edits.set_hidden(_keys(queryset), False)
        self.message_user(request, f"{_films(changed)} shown again.", messages.SUCCESS)

    @admin.action(description="Mark as not on Netflix", permissions=["change"])
    def not_on_netflix(self, request: HttpRequest, queryset: QuerySet[Movie]) -> None:
        changed = hand_edits.not_on_netflix(_keys(queryset))
        self.message_user(
            request, f"{_films(changed)} marked as not on Netflix. Imports leave it so.", messages.SUCCESS
        )

    @admin.action(description="Unlock for imports", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[Movie]) -> None:
        changed = hand_edits.unlock(Movie, _keys(queryset))
        self.message_user(request, f"{_films(changed)} unlocked for imports.", messages.SUCCESS)


class PersonActions(admin.ModelAdmin):  # type: ignore[type-arg]
    actions = ["unlock"]

    @admin.action(description="Unlock for imports", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        changed = hand_edits.unlock(Person, _keys(queryset))
        people = "1 person" if changed == 1 else f"{changed:,} people"
        self.message_user(request, f"{people} unlocked for imports.", messages.SUCCESS)


def _keys(queryset: QuerySet[Any]) -> list[int]:
    """Primary keys, before anything is changed: a change may take rows out of the very filter."""
    return list(queryset.order_by().values_list("pk", flat=True))
