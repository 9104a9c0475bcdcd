"""Bring Netflix' list of titles into the catalogue."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from movies.imports.command import ImportCommand
from movies.imports.runs import ImportRun


class Command(ImportCommand):
    help = (
        "Bring netflix_titles.csv into the catalogue: known films are marked as on Netflix and completed, unknown "
        "ones added, ambiguous rows listed."
    )
    kind = ImportRun.Kind.NETFLIX

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the CSV file")
        parser.add_argument("--series", action="store_true", help="add unknown series, too, not only films")
        parser.add_argument("--only-known", action="store_true", help="add nothing, only mark what is known")
        parser.add_argument("--report", type=Path, metavar="CSV", help="write what became of every row")

    def arguments(self, options: dict[str, Any]) -> dict[str, Any]:
        arguments = {
            "file": str(options["file"].resolve()),
            "series": options["series"],
            "only_known": options["only_known"],
        }
        return arguments | ({"report": str(options["report"].resolve())} if options["report"] else {})
