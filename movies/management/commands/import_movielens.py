"""Bring MovieLens' ratings and tags into the catalogue."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from movies.imports.command import ImportCommand
from movies.imports.runs import ImportRun


class Command(ImportCommand):
    help = (
        "Bring a MovieLens folder (links.csv, ratings.csv, tags.csv) into the catalogue, matched by IMDb id."
    )
    kind = ImportRun.Kind.MOVIELENS

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="where the .csv files lie")

    def arguments(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"folder": str(options["folder"].resolve())}
