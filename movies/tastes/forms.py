"""What a person sets about their taste, checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from movies.models import Genre, Language, Mode, Movie, Person, Taste
from movies.said import said
from movies.wishes.wish import EARLIEST_YEAR, LATEST_YEAR, WishError, parse_people

COMMON_FILMS = 20
"""Films a certificate needs to be offered."""
MOST_PEOPLE = 50
LONGEST_MINUTES = 600


class TasteForm(forms.Form):
    """Everything of a taste that is set by hand; page and API share it."""

    languages = forms.ModelMultipleChoiceField(
        Language.objects.none(),
        required=False,
        label=gettext_lazy("Languages"),
        widget=forms.CheckboxSelectMultiple,
    )
    liked_genres = forms.ModelMultipleChoiceField(
        Genre.objects.none(),
        required=False,
        label=gettext_lazy("More of"),
        widget=forms.CheckboxSelectMultiple,
    )
    disliked_genres = forms.ModelMultipleChoiceField(
        Genre.objects.none(), required=False, label=gettext_lazy("Never"), widget=forms.CheckboxSelectMultiple
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        required=False,
        label=gettext_lazy("People you like"),
        widget=forms.CheckboxSelectMultiple,
    )
    new_people = forms.CharField(
        required=False, max_length=500, label=gettext_lazy("Add actors or directors")
    )
    min_year = forms.IntegerField(
        required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR, label=gettext_lazy("Not older than")
    )
    max_year = forms.IntegerField(
        required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR, label=gettext_lazy("Not newer than")
    )
    max_runtime = forms.IntegerField(
        required=False, min_value=1, max_value=LONGEST_MINUTES, label=gettext_lazy("At most so many minutes")
    )
    certificates = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("Certificates"), widget=forms.CheckboxSelectMultiple
    )
    on_netflix = forms.BooleanField(required=False, label=gettext_lazy("Only what is on Netflix"))
    mode = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("ask me")), *Mode.choices],
        label=gettext_lazy("An evening should"),
    )

    def __init__(self, *args: Any, taste: Taste, **kwargs: Any) -> None:
        self.taste = taste
        kwargs.setdefault("initial", _initial(taste))
        super().__init__(*args, **kwargs)
        genres = Genre.objects.filter(movies__isnull=False).distinct()
        self.fields["languages"].queryset = _languages(taste)  # type: ignore[attr-defined]
        self.fields["liked_genres"].queryset = genres  # type: ignore[attr-defined]
        self.fields["disliked_genres"].queryset = genres  # type: ignore[attr-defined]
        self.fields["people"].queryset = Person.objects.filter(pk__in=taste.liked_people.all())  # type: ignore[attr-defined]
        self.fields["certificates"].choices = [(name, name) for name in known_certificates(taste)]  # type: ignore[attr-defined]

    def clean_new_people(self) -> list[int]:
        """Primary keys of everybody named, separated by commas."""
        found: list[int] = []
        for name in self.cleaned_data["new_people"].split(","):
            if not name.strip():
                continue
            try:
                found += parse_people(name)
            except WishError as error:
                raise forms.ValidationError(said(str(error))) from None
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        both = set(cleaned.get("liked_genres") or ()) & set(cleaned.get("disliked_genres") or ())
        if both:
            names = ", ".join(sorted(genre.name for genre in both))
            self.add_error(
                "disliked_genres",
                _("You asked for more and for none of these: %(names)s.") % {"names": names},
            )
        first, last = cleaned.get("min_year"), cleaned.get("max_year")
        if first and last and first > last:
            self.add_error(
                "max_year",
                _("No film is both from %(first)s or later and from %(last)s or earlier.")
                % {"first": first, "last": last},
            )
        if len(cleaned.get("people") or ()) + len(cleaned.get("new_people") or ()) > MOST_PEOPLE:
            self.add_error(
                "new_people",
                _("That are more than %(most)s people; keep those you like best.") % {"most": MOST_PEOPLE},
            )
        return cleaned

    def save(self) -> Taste:
        """Store it, all or nothing."""
        taste, cleaned = self.taste, self.cleaned_data
        with transaction.atomic():
            for name in ("min_year", "max_year", "max_runtime", "certificates", "on_netflix", "mode"):
                setattr(taste, name, cleaned[name])
            taste.save()
            for name in ("languages", "liked_genres", "disliked_genres"):
                getattr(taste, name).set(cleaned[name])
            taste.liked_people.set([*(person.pk for person in cleaned["people"]), *cleaned["new_people"]])
        return taste


def _initial(taste: Taste) -> dict[str, Any]:
    facts = {
        name: getattr(taste, name)
        for name in ("min_year", "max_year", "max_runtime", "certificates", "on_netflix", "mode")
    }
    many = {
        name: [row.pk for row in getattr(taste, name).all()]
        for name in ("languages", "liked_genres", "disliked_genres")
    }
    return facts | many | {"people": list(taste.liked_people.values_list("pk", flat=True))}


def _languages(taste: Taste) -> Any:
    """Those of enough films to fill an evening, and those that were chosen already."""
    common = list(Language.objects.common().values_list("pk", flat=True))
    mine = list(taste.languages.values_list("pk", flat=True))
    return (
        Language.objects.filter(pk__in=[*common, *mine])
        .annotate(spoken_in=Count("movies"))
        .order_by("-spoken_in", "name")
    )


def known_certificates(taste: Taste) -> list[str]:
    """Those of enough films, most first, and those that were chosen already."""
    counted = (
        Movie.objects.shown().exclude(certificate="").order_by().values("certificate").annotate(n=Count("pk"))
    )
    common = [row["certificate"] for row in counted.filter(n__gte=COMMON_FILMS).order_by("-n", "certificate")]
    return list(dict.fromkeys([*common, *taste.certificates]))
