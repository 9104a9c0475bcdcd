"""Print rows of Netflix' list beside the films they were taken for, for a person to check; nothing is written."""

from __future__ import annotations

import random
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from movies.imports.command import EXIT_UNUSABLE
from movies.models import Movie
from movies.storing.catalogue import batches
from movies.twins.matching import Match, Verdict, match
from scrapers import netflix
from scrapers.csv_rows import CsvError, LeftOut
from scrapers.netflix import NetflixTitle
from scrapers.records import search_key

ROWS_AT_ONCE = 200
NAMES_SHOWN = 3


class Command(BaseCommand):
    help = (
        "Print a random sample of matched rows of netflix_titles.csv beside their films, as a Markdown table."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the CSV file")
        parser.add_argument("--rows", type=int, default=200, help="how many (200)")
        parser.add_argument("--seed", type=int, default=7, help="another number, another sample (7)")
        parser.add_argument("--ambiguous", action="store_true", help="rows that were only listed instead")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = Verdict.AMBIGUOUS if options["ambiguous"] else Verdict.MATCHED
        try:
            found = [pair for pair in judge(options["file"]) if pair[1].verdict is verdict]
        except CsvError as error:
            raise CommandError(str(error), returncode=EXIT_UNUSABLE) from None
        chance = random.Random(options["seed"])  # noqa: S311 - a sample, no secret
        chosen = chance.sample(found, min(options["rows"], len(found)))
        films = Movie.objects.for_page().in_bulk([_film(judged) for _, judged in chosen])
        self.stdout.write("| row | Netflix | film | directors | cast in common | minutes |")
        self.stdout.write("|---|---|---|---|---|---|")
        for row, judged in sorted(chosen, key=lambda pair: pair[0].line):
            self.stdout.write(_line(row, films[_film(judged)]))


def judge(path: Path) -> Iterator[tuple[NetflixTitle, Match]]:
    """Every row of the file that can be read, and what it means in the catalogue.

    Raises:
        scrapers.csv_rows.CsvError: no such file, or a column is missing.
    """
    for rows in batches(netflix.read(path, LeftOut()), ROWS_AT_ONCE):
        yield from zip(rows, match([row.record for row in rows]), strict=True)


def _film(judged: Match) -> int:
    return judged.film if judged.film is not None else judged.candidates[0]


def _line(row: NetflixTitle, film: Movie) -> str:
    said = row.record
    cast = {search_key(name) for name in said.cast}
    common = [person.name for person in film.cast if person.name_key in cast]
    cells = (
        row.show_id,
        f"{said.title} ({said.year}, {said.kind})",
        f"{film} {film.kind} {film.imdb_id}",
        f"{_few(said.directors)} ⇄ {_few([person.name for person in film.directors])}",
        f"{len(common)} of {len(cast)}: {_few(common)}" if cast and film.cast else "–",
        f"{said.runtime_minutes or '–'} ⇄ {film.runtime_minutes or '–'}",
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _few(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names[:NAMES_SHOWN]) + (" …" if len(names) > NAMES_SHOWN else "") or "–"
