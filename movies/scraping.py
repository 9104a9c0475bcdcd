"""IMDb's pages into the catalogue: saved ones from a folder, live ones where the operator allows it.

A page's films, the counts and the place to go on from are stored in one transaction: a run that is killed at
any moment and begun again leaves what one clean run leaves.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from movies.catalogue import take_in
from movies.import_run import ImportRun, RefusedError
from movies.models import Movie
from scrapers import http, imdb_plan
from scrapers.genres import parse_genres
from scrapers.imdb import Reading, read_page
from scrapers.imdb_page import PageError
from scrapers.imdb_plan import Plan, PlanError, State, Step
from scrapers.page_store import PageStore
from scrapers.records import FilmRecord

SOURCE = "imdb-pages"
RECORDS_AT_ONCE = 500  # what a run holds before it writes
PAGES_AT_ONCE = 50
UNREADABLE_IN_A_ROW = 3
"""Fetched pages after which a run stops: the layout has changed, and more requests would only trouble the site."""
LONGEST_TITLE, LONGEST_NAME, LONGEST_CERTIFICATE, LONGEST_ADDRESS = 300, 200, 16, 500
"""Columns of films and people."""
_KINDS = frozenset(Movie.Kind.values)


def plan_of(arguments: Mapping[str, Any]) -> Plan:
    """What a run reads, from its stored arguments: `ids`, `chart`, `genre` and `pages`, `url` or `html_dir`.

    Raises:
        RefusedError: nothing readable is asked for.
    """
    try:
        match arguments:
            case {"html_dir": path}:
                return imdb_plan.folder(Path(path))
            case {"ids": ids}:
                return imdb_plan.titles(ids)
            case {"chart": name}:
                return imdb_plan.chart(name)
            case {"genre": genre, "pages": pages}:
                return imdb_plan.search(genre, pages)
            case {"url": url}:
                return imdb_plan.address(url)
    except PlanError as error:
        raise RefusedError(f"This cannot be read: {error}.") from None
    raise RefusedError("Say what to read: a folder of saved pages, ids, a chart, a genre or an address.")


def import_pages(
    run: ImportRun, *, base: str = http.HOME, on_page: Callable[[int], object] | None = None
) -> None:
    """Read every page a run asks for and take its films in; the caller begins and ends the run.

    Args:
        base: the site, or a test's server on this machine.
        on_page: told how many pages have just been dealt with.

    Raises:
        RefusedError: what is asked for cannot be read, live fetching is off, or the site says no.
        CancelledError: somebody asked the run to stop.
    """
    plan = plan_of(run.arguments)
    try:
        session = http.session_to(base, os.environ) if plan.live else None
        _Reader(
            run, plan, session, PageStore(settings.VAR / "imdb-pages" / base.partition("//")[2])
        ).read_all(on_page)
    except http.RefusedError as error:
        raise RefusedError(str(error)) from None


@dataclass(slots=True)
class _Reader:
    """A run under way: what was read and is not stored yet."""

    run: ImportRun
    plan: Plan
    session: http.PoliteSession | None
    store: PageStore
    records: list[FilmRecord] = field(default_factory=list)
    pages: int = 0
    unreadable: int = 0

    def read_all(self, on_page: Callable[[int], object] | None) -> None:
        state: State = self.run.checkpoint
        while (step := self.plan.step(state)) is not None:
            try:
                records = self._read(step)
            except http.RefusedError:
                self._write(state)
                raise
            state = self.plan.after(state, records)
            self.records.extend(self._fitting(step, records))
            self.pages += 1
            if self.plan.live or len(self.records) >= RECORDS_AT_ONCE or self.pages >= PAGES_AT_ONCE:
                self._write(state)
            if on_page is not None:
                on_page(1)
        self._write(state)

    def _read(self, step: Step) -> tuple[FilmRecord, ...]:
        """The page's records; one that cannot be had or read is noted and gives none."""
        try:
            reading = self._reading(step)
        except (http.FetchError, PageError, OSError) as error:
            self.run.failed += 1
            self.run.note(f"{step.name}: {error}".rstrip(".") + ".")
            self.unreadable += isinstance(error, PageError)
            if self.session is not None and self.unreadable >= UNREADABLE_IN_A_ROW:
                raise http.RefusedError(
                    f"{self.unreadable} fetched pages in a row could not be read, so IMDb's layout has changed; "
                    "the run stops here."
                ) from None
            return ()
        self.unreadable = 0
        for note in reading.notes:
            self.run.note(f"{step.name}: {note}.")
        return reading.records

    def _reading(self, step: Step) -> Reading:
        if step.path is not None:
            return read_page(step.path.read_bytes(), source_file=step.name)
        assert self.session is not None
        kept = self.store.get(step.name)
        content = kept if kept is not None else self.session.fetch(step.name)
        reading = read_page(content, source_file=step.name)
        if kept is None:
            self.store.put(step.name, content)
        return reading

    def _fitting(self, step: Step, records: tuple[FilmRecord, ...]) -> list[FilmRecord]:
        fitting = []
        for record in records:
            if reason := unfit(record):
                self.run.failed += 1
                self.run.note(f"{step.name}: {record.title} was left out: {reason}.")
            else:
                fitting.append(fitted(record))
        return fitting

    def _write(self, state: State) -> None:
        """Store films, counts and place together."""
        run = self.run
        if not self.pages and state == run.checkpoint:
            run.report()
            return
        with transaction.atomic():
            outcome = take_in(self.records, source=SOURCE)
            run.pages += self.pages
            run.seen += outcome.seen
            run.new += outcome.new
            run.changed += outcome.changed
            run.unchanged += outcome.unchanged
            run.failed += len(outcome.refused)
            for refusal in outcome.refused:
                run.note(refusal)
            run.checkpoint = dict(state)
            run.report(step="reading pages", share=min(run.pages / max(self.plan.total, 1), 1.0))
        self.records, self.pages = [], 0
        run.stop_if_asked()


def unfit(record: FilmRecord) -> str:
    """Why a title is nothing for the catalogue; "" when it is."""
    if record.imdb_id is None:
        return "it has no IMDb id"
    if record.kind not in _KINDS:
        return f"it is of the kind {record.kind}" if record.kind else "its kind is not known"
    return "it is for adults only" if "Adult" in record.genres else ""


def fitted(record: FilmRecord) -> FilmRecord:
    """The record as the catalogue keeps it: its genres, its lengths, no zero in place of "not rated yet"."""
    poster = record.poster_url
    return replace(
        record,
        title=record.title[:LONGEST_TITLE],
        original_title=record.original_title[:LONGEST_TITLE] if record.original_title else None,
        genres=parse_genres(record.genres),
        votes=record.votes if record.rating is not None else None,
        certificate=record.certificate[:LONGEST_CERTIFICATE] if record.certificate else None,
        poster_url=poster if poster and len(poster) <= LONGEST_ADDRESS else None,
        directors=tuple(name[:LONGEST_NAME] for name in record.directors),
        cast=tuple(name[:LONGEST_NAME] for name in record.cast),
    )
