"""What an operator fills in to start an import: a form a kind, each giving the arguments its run is told.

Files come from one folder of the server (`settings.IMPORTS_DIR`), offered by name and never typed as a path, or
are uploaded into it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from movies.imports.imdb import filters_of
from movies.imports.runs import ImportRun, RefusedError
from movies.imports.scraping import plan_of
from movies.management.commands.import_imdb import imdb_arguments
from movies.models import Movie
from scrapers import http
from scrapers.genres import GENRES
from scrapers.imdb_datasets import Dataset
from scrapers.imdb_plan import CHARTS, MOST_PAGES, PAGE_SUFFIXES

Kind = ImportRun.Kind
DEEPEST = 3
"""Folders below the imports folder that are looked into."""
MOST_OFFERED = 200
UPLOADS = "uploads"


def files_offered(fits: Callable[[Path], bool]) -> list[str]:
    """Files and folders of the imports folder that fit, relative to it; a link that leads out of it never does."""
    root = settings.IMPORTS_DIR.resolve()
    found = (path for path in _below(root, DEEPEST) if path.resolve().is_relative_to(root) and fits(path))
    names = sorted(str(path.relative_to(root)) for path in found)
    return names[:MOST_OFFERED]


def _below(folder: Path, depth: int) -> Iterator[Path]:
    if depth < 0 or not folder.is_dir():
        return
    yield folder
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _below(Path(entry.path), depth - 1)
            else:
                yield Path(entry.path)


class ServerFile(forms.ChoiceField):
    """One of the files or folders in the imports folder; its value is the whole path."""

    def __init__(self, fits: Callable[[Path], bool], missing: str, **kwargs: Any) -> None:
        self.fits, self.missing = fits, missing
        super().__init__(choices=self._offered, **kwargs)

    def _offered(self) -> list[tuple[str, str]]:
        offered = files_offered(self.fits)
        where = f"{self.missing} in {settings.IMPORTS_DIR}" if not offered else "choose one"
        return [
            ("", f"— {where} —"),
            *((name, "the folder itself" if name == "." else name) for name in offered),
        ]

    def clean(self, value: Any) -> str:
        name = super().clean(value)
        return str((settings.IMPORTS_DIR / name).resolve()) if name else ""


class ImportForm(forms.Form):
    """Asks for one kind of import."""

    def arguments(self) -> dict[str, Any]:
        """What the run is told, as JSON; of a valid form."""
        return {}


class ImdbForm(ImportForm):
    folder = ServerFile(
        lambda path: path.is_dir() and Dataset.BASICS.path_in(path) is not None,
        "no folder with title.basics.tsv.gz",
        help_text="title.basics.tsv.gz and, beside it, whichever of title.ratings, title.akas, title.principals, "
        "title.crew and name.basics you have.",
    )
    kinds = forms.MultipleChoiceField(
        label="title types",
        choices=Movie.Kind.choices,
        initial=sorted(filters_of({}).kinds),
        widget=forms.CheckboxSelectMultiple,
    )
    votes = forms.IntegerField(
        label="least votes",
        min_value=0,
        initial=100,
        required=False,
        help_text="Titles with fewer are left out; 0 takes everything, some 700,000 films.",
    )
    first_year = forms.IntegerField(label="from year", min_value=1870, max_value=2100, required=False)
    last_year = forms.IntegerField(label="to year", min_value=1870, max_value=2100, required=False)
    adult = forms.BooleanField(label="also titles for adults only", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_year"), data.get("last_year")
        if first and last and first > last:
            self.add_error("last_year", f"That is before {first}.")
        return data

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return imdb_arguments(
            Path(data["folder"]),
            kinds=data["kinds"],
            adult=data["adult"],
            votes=data["votes"] or 0,
            first_year=data["first_year"],
            last_year=data["last_year"],
        )


class NetflixForm(ImportForm):
    file = ServerFile(
        lambda path: path.is_file() and path.suffix.lower() == ".csv", "no .csv file", required=False
    )
    upload = forms.FileField(
        label="or upload it", required=False, help_text="netflix_titles.csv, or a file with the same columns."
    )
    only_known = forms.BooleanField(
        label="only mark films that are here already", required=False, help_text="Adds nothing new."
    )
    series = forms.BooleanField(label="add unknown series, too", required=False)

    def clean_upload(self) -> UploadedFile[bytes] | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["upload"]
        if upload is not None and upload.name and not upload.name.lower().endswith(".csv"):
            raise forms.ValidationError("That is no .csv file.")
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data["file"]) == bool(data["upload"]):
            raise forms.ValidationError("Choose a file of the server or upload one.")
        if not self.errors and data["upload"]:
            data["file"] = str(kept_upload(data["upload"]))
        return data

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("file", "series", "only_known")}


class MovieLensForm(ImportForm):
    folder = ServerFile(
        lambda path: (path / "links.csv").is_file() and (path / "ratings.csv").is_file(),
        "no folder with links.csv and ratings.csv",
        help_text="links.csv, ratings.csv and, if you like, tags.csv.",
    )

    def arguments(self) -> dict[str, Any]:
        return {"folder": self.cleaned_data["folder"]}


class PagesForm(ImportForm):
    """IMDb's pages; exactly one of the ways to say which."""

    html_dir = ServerFile(
        lambda path: path.is_dir() and _holds_pages(path),
        "no folder with saved pages",
        label="folder of saved pages",
        required=False,
    )
    ids = forms.CharField(
        label="IMDb ids", required=False, help_text="tt0211915 tt0081505 …", max_length=20_000
    )
    chart = forms.ChoiceField(choices=[("", "—"), *((name, name) for name in CHARTS)], required=False)
    genre = forms.ChoiceField(
        choices=[("", "—"), *((name.casefold(), name) for name in GENRES)], required=False
    )
    pages = forms.IntegerField(
        label="pages of the genre", min_value=1, max_value=MOST_PAGES, initial=1, required=False
    )
    url = forms.URLField(label="address of one page", required=False, assume_scheme="https", max_length=500)

    ways = ("html_dir", "ids", "chart", "genre", "url")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if os.environ.get(http.SWITCH) != "1":
            for name in (*self.ways[1:], "pages"):
                del self.fields[name]
            self.fields[
                "html_dir"
            ].help_text = f"Fetching pages is off on this server; {http.SWITCH}=1 allows it."

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        host = urlsplit(url).hostname or ""
        if url and host != "imdb.com" and not host.endswith(".imdb.com"):
            raise forms.ValidationError("That is no page of IMDb.")
        return url

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            if sum(bool(data.get(name)) for name in self.ways) != 1:
                raise forms.ValidationError("Say in exactly one way what to read.")
            try:
                plan_of(self._asked(data))
            except RefusedError as reason:
                raise forms.ValidationError(str(reason)) from None
        return data

    def arguments(self) -> dict[str, Any]:
        return self._asked(self.cleaned_data)

    def _asked(self, data: Mapping[str, Any]) -> dict[str, Any]:
        name = next(name for name in self.ways if data.get(name))
        if name == "genre":
            return {"genre": data["genre"], "pages": data["pages"] or 1}
        return {name: re.split(r"[\s,;]+", data["ids"].strip()) if name == "ids" else data[name]}


FORMS: Mapping[str, type[ImportForm]] = {
    Kind.STARTER: ImportForm,
    Kind.IMDB: ImdbForm,
    Kind.NETFLIX: NetflixForm,
    Kind.MOVIELENS: MovieLensForm,
    Kind.PAGES: PagesForm,
}
ABOUT: Mapping[str, str] = {
    Kind.STARTER: "The films EmoFlix ships with, and how genres feel. Nothing to fill in.",
    Kind.IMDB: "Films, ratings, casts and other titles from the official *.tsv.gz files.",
    Kind.NETFLIX: "Which films are on Netflix, from netflix_titles.csv; unknown ones are added.",
    Kind.MOVIELENS: "How MovieLens' members rate and tag the films that are here.",
    Kind.PAGES: "Pages of IMDb you have saved or, where this server allows it, fetches.",
}


def kept_upload(upload: UploadedFile[bytes]) -> Path:
    """Where the upload lies from now on; the same content always at the same place.

    Raises:
        forms.ValidationError: it was too large to be received.
    """
    content = upload.read()
    if upload.size is not None and len(content) < upload.size:
        raise forms.ValidationError(
            f"The file is too large to upload; put it into {settings.IMPORTS_DIR} on the server instead."
        )
    folder: Path = settings.IMPORTS_DIR / UPLOADS
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(upload.name or "upload.csv").name).lstrip(".-")[-80:]
    path = folder.resolve() / f"{hashlib.sha256(content).hexdigest()[:12]}-{name or 'upload.csv'}"
    if not path.exists():
        path.write_bytes(content)
    return path


def _holds_pages(folder: Path) -> bool:
    """Pages, and not the datasets, which end in .gz as well."""
    return any(
        entry.suffix.lower() in PAGE_SUFFIXES and ".tsv" not in entry.name for entry in folder.iterdir()
    )
