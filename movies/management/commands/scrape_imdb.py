"""Read IMDb's pages into the catalogue: saved ones, or live ones where the operator has switched that on."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from movies.imports.command import EXIT_UNUSABLE, ImportCommand
from movies.imports.runs import ImportRun, RefusedError
from movies.imports.scraping import plan_of
from scrapers.http import HOME, SWITCH
from scrapers.imdb_plan import CHARTS

EXIT_UNREADABLE = 3


class Command(ImportCommand):
    help = (
        "Read IMDb's pages into the catalogue. Saved pages (--html-dir) always; live ones only with "
        f"{SWITCH}=1. A run that was cut off goes on where it stood when it is asked for again."
    )
    kind = ImportRun.Kind.PAGES

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--genre", help="films of a genre, most votes first")
        what.add_argument("--chart", choices=list(CHARTS), help="a chart")
        what.add_argument("--ids", nargs="+", metavar="tt…", help="titles")
        what.add_argument("--html-dir", type=Path, metavar="DIR", help="a folder of saved pages")
        what.add_argument("--url", help="one page of www.imdb.com")
        parser.add_argument("--pages", type=int, default=1, help="pages of a genre (default: 1)")
        parser.add_argument(
            "--base-url", default=HOME, help="a server on this very machine to fetch from instead, for tests"
        )

    def arguments(self, options: dict[str, Any]) -> dict[str, Any]:
        asked = _asked_for(options)
        try:
            plan_of(asked)
        except RefusedError as error:
            raise CommandError(str(error), returncode=EXIT_UNUSABLE) from None
        return asked if options["base_url"] == HOME else asked | {"base": options["base_url"]}

    def say(self, run: ImportRun, *, quiet: bool) -> None:
        super().say(run, quiet=quiet)
        if run.failed and run.failed == run.pages:
            raise CommandError(f"No page could be read: {run.messages[0]}", returncode=EXIT_UNREADABLE)


def _asked_for(options: dict[str, Any]) -> dict[str, Any]:
    if options["html_dir"] is not None:
        return {"html_dir": str(options["html_dir"].resolve())}
    if options["genre"] is not None:
        return {"genre": options["genre"].strip().casefold(), "pages": options["pages"]}
    return {name: options[name] for name in ("chart", "ids", "url") if options[name] is not None}
