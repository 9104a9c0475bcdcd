"""IMDb's pages into the catalogue: saved ones from a folder, live ones where the operator allows it.

A page's films, the counts and the place to go on from are stored in one transaction: a run that is killed at
any moment and begun again leaves what one clean run leaves.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from movies.imports.runs import ImportRun, RefusedError
from movies.storing.catalogue import take_in
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


def plan_of(arguments: Mapping[str, Any]) -> Plan:
    """What a run reads, from its stored arguments: `ids`, `chart`, `genre` and `pages`, `url` or `html_dir`.

    Live ones may name a `base`, a test's server on this very machine, to fetch from instead of IMDb.

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


def import_pages(run: ImportRun) -> None:
    """Read every page a run asks for and take its films in; `movies.imports.jobs.carry_out` begins and ends the run.

    Raises:
        RefusedError: what is asked for cannot be read, live fetching is off, or the site says no.
        CancelledError: somebody asked the run to stop.
    """
    plan, base = plan_of(run.arguments), run.arguments.get("base", http.HOME)
    try:
        session = http.session_to(base, os.environ) if plan.live else None
        store = PageStore(settings.VAR / "imdb-pages" / base.partition("//")[2].replace(":", "-"))
        _Reader(run, plan, session, store).read_all()
    except http.RefusedError as error:
        raise RefusedError(str(error)) from None


@dataclass(slots=True)
class _Pending:
    """What was read since the last time anything was stored."""

    pages: int = 0
    records: list[FilmRecord] = field(default_factory=list)
    failed: int = 0
    notes: list[str] = field(default_factory=list)

    def leave_out(self, sentence: str) -> None:
        self.failed += 1
        self.notes.append(sentence)


@dataclass(slots=True)
class _Reader:
    """A run under way."""

    run: ImportRun
    plan: Plan
    session: http.PoliteSession | None
    store: PageStore
    pending: _Pending = field(default_factory=_Pending)
    unreadable: int = 0

    def read_all(self) -> None:
        state: State = self.run.checkpoint
        while (step := self.plan.step(state)) is not None:
            try:
                records = self._read(step)
            except http.RefusedError:
                self._write(state)
                raise
            state = self.plan.after(state, records)
            self._keep(step, records)
            if (
                self.plan.live
                or len(self.pending.records) >= RECORDS_AT_ONCE
                or self.pending.pages >= PAGES_AT_ONCE
            ):
                self._write(state)
            if self.plan.live and self.unreadable >= UNREADABLE_IN_A_ROW:
                raise RefusedError(
                    f"{self.unreadable} fetched pages in a row could not be read, so IMDb's layout has changed; "
                    "the run stops here."
                )
        self._write(state)

    def _read(self, step: Step) -> tuple[FilmRecord, ...]:
        """The page's records; one that cannot be had or read is noted and gives none."""
        try:
            reading = self._reading(step)
        except (http.FetchError, PageError, OSError) as error:
            self.pending.leave_out(f"{step.name}: {error}".rstrip(".") + ".")
            self.unreadable += isinstance(error, PageError)
            return ()
        self.unreadable = 0
        self.pending.notes.extend(f"{step.name}: {note}." for note in reading.notes)
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

    def _keep(self, step: Step, records: tuple[FilmRecord, ...]) -> None:
        self.pending.pages += 1
        for record in records:
            if reason := unfit(record):
                self.pending.leave_out(f"{step.name}: {record.title} was left out: {reason}.")
            else:
                self.pending.records.append(prepared(record))

    def _write(self, state: State) -> None:
        """Store films, counts and place together, or none of them."""
        run, pending = self.run, self.pending
        try:
            with transaction.atomic():
                run.add(take_in(pending.records, source=SOURCE, and_settle=False))
                run.pages += pending.pages
                run.failed += pending.failed
                for sentence in pending.notes:
                    run.note(sentence)
                run.checkpoint = dict(state)
                run.report(step="reading pages", share=run.pages / max(self.plan.total, 1))
        except BaseException:
            run.refresh_from_db()
            raise
        self.pending = _Pending()
        run.stop_if_asked()


def unfit(record: FilmRecord) -> str:
    """Why a title is nothing to recommend, whatever the columns hold; "" when it may be."""
    if record.kind is None:
        return "its kind is not known"
    return "it is for adults only" if "Adult" in record.genres else ""


def prepared(record: FilmRecord) -> FilmRecord:
    """The record with the catalogue's genres only, and no zero in place of "not rated yet"."""
    votes = record.votes if record.rating is not None else None
    return replace(record, genres=parse_genres(record.genres), votes=votes)
