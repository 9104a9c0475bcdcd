"""Bring IMDb's official datasets into the catalogue."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from movies.imports.command import ImportCommand
from movies.imports.runs import ImportRun
from movies.models import Movie
from scrapers.imdb_datasets import Filters


class Command(ImportCommand):
    help = (
        "Bring IMDb's official datasets into the catalogue: title.basics.tsv.gz and, where they lie beside it, "
        "title.ratings, title.akas, title.principals, title.crew and name.basics. Stopped or killed, the same "
        "command goes on where it stood."
    )
    kind = ImportRun.Kind.IMDB

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="where the .tsv.gz files lie")
        parser.add_argument(
            "--kind",
            nargs="+",
            choices=Movie.Kind.values,
            default=sorted(Filters().kinds),
            help="title types that go in (default: movie tvMovie)",
        )
        parser.add_argument("--adult", action="store_true", help="also titles for adults only")
        parser.add_argument(
            "--votes", type=int, default=0, metavar="N", help="only titles with N votes or more"
        )
        parser.add_argument("--from-year", type=int, metavar="YEAR", help="only titles of this year or later")
        parser.add_argument("--to-year", type=int, metavar="YEAR", help="only titles of this year or earlier")

    def arguments(self, options: dict[str, Any]) -> dict[str, Any]:
        return imdb_arguments(
            options["folder"],
            kinds=options["kind"],
            adult=options["adult"],
            votes=options["votes"],
            first_year=options["from_year"],
            last_year=options["to_year"],
        )


def imdb_arguments(
    folder: Path, *, kinds: list[str], adult: bool, votes: int, first_year: int | None, last_year: int | None
) -> dict[str, Any]:
    """What an `ImportRun` of this kind is told."""
    return {
        "folder": str(folder.resolve()),
        "kinds": sorted(kinds),
        "adult": adult,
        "votes": max(votes, 0),
        "first_year": first_year,
        "last_year": last_year,
    }
