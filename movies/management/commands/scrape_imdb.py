"""Read IMDb's pages into the catalogue: saved ones, or live ones where the operator has switched that on."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from movies.import_run import CancelledError, ImportRun, RefusedError
from movies.scraping import import_pages, plan_of
from scrapers.http import HOME, SWITCH
from scrapers.imdb_plan import CHARTS

EXIT_UNUSABLE, EXIT_UNREADABLE = 2, 3
MESSAGES_SHOWN = 10  # of a run's log, at its end; the admin has them all


class Command(BaseCommand):
    help = (
        "Read IMDb's pages into the catalogue. Saved pages (--html-dir) always; live ones only with "
        f"{SWITCH}=1. A run that was cut off goes on where it stood when it is asked for again."
    )

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

    def handle(self, *args: Any, base_url: str, **options: Any) -> None:
        arguments = asked_for(options)
        try:
            plan = plan_of(arguments)
            run = ImportRun.objects.ask(ImportRun.Kind.PAGES, arguments)
            run.begin()
            with tqdm(
                total=plan.total,
                initial=run.pages,
                unit=" pages",
                desc="IMDb pages",
                disable=options["verbosity"] == 0,
            ) as bar:
                self._carry_out(run, base_url, bar)
        except RefusedError as error:
            raise CommandError(str(error), returncode=EXIT_UNUSABLE) from None
        self._say(run, loud=bool(options["verbosity"]))

    def _carry_out(self, run: ImportRun, base_url: str, bar: Any) -> None:
        try:
            import_pages(run, base=base_url, on_page=bar.update)
        except CancelledError:
            run.stop()
        except RefusedError as error:
            run.fail(str(error))
            raise CommandError(str(error), returncode=EXIT_UNREADABLE) from None
        except KeyboardInterrupt:
            run.fail("Stopped at the keyboard; the same command goes on from here.")
            raise
        else:
            run.finish()

    def _say(self, run: ImportRun, *, loud: bool) -> None:
        for sentence in run.messages[:MESSAGES_SHOWN]:
            self.stderr.write(sentence)
        if len(run.messages) > MESSAGES_SHOWN:
            self.stderr.write(
                f"… and {len(run.messages) - MESSAGES_SHOWN:,} more in the admin, run {run.pk}."
            )
        if loud:
            self.stdout.write(f"{run.pages:,} pages: {run.sentence()}")
        if run.failed and not run.seen:
            raise CommandError("No page could be read.", returncode=EXIT_UNREADABLE)


def asked_for(options: dict[str, Any]) -> dict[str, Any]:
    """The run's arguments as they are stored."""
    if options["html_dir"] is not None:
        return {"html_dir": str(options["html_dir"].resolve())}
    if options["genre"] is not None:
        return {"genre": options["genre"].strip().casefold(), "pages": options["pages"]}
    return {name: options[name] for name in ("chart", "ids", "url") if options[name] is not None}
