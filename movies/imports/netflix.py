"""Netflix' list of titles into the catalogue: known films are marked and completed, new ones added.

A row is a known film by its IMDb id, where the file has one, or by title, year and kind backed by people
(`movies.twins.matching`). What stays open is listed, and no film is made of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from django.db import transaction

from movies.imports.runs import ImportRun, RefusedError
from movies.models import Merge, Movie, MovieAlias
from movies.storing import catalogue, freshness
from movies.storing.catalogue import batches, joined
from movies.storing.fitting import UnfitError, fitted, name_of
from movies.tables.csv_safety import safe_cell
from movies.twins.matching import NETFLIX, Match, Verdict, match
from scrapers import csv_rows, netflix
from scrapers.csv_rows import CsvError, LeftOut
from scrapers.netflix import NetflixTitle
from scrapers.records import FilmRecord, search_key

ROWS_AT_ONCE = 200
SERIES = Movie.Kind.TV_SERIES.value
REPORT_COLUMNS = ("show_id", "title", "year", "kind", "verdict", "imdb_id", "film", "film_year", "reason")

Identity = tuple[str | None, str, int | None, str]
"""(IMDb id, title's key, year, kind): what a film that only Netflix told of is known by."""


def import_titles(run: ImportRun) -> None:
    """Read the file `run.arguments["file"]` names; `series` adds unknown series too, `only_known` nothing unknown.

    Raises:
        RefusedError: the file is missing or is another one.
        CancelledError: somebody asked the run to stop.
    """
    path = Path(run.arguments["file"])
    edition = _edition(path)
    if run.checkpoint and run.checkpoint.get("edition") != edition:
        run.note("The file is another one than before the stop, so the import begins anew.")
        run.checkpoint = {}
    done = run.checkpoint.get("line", 1)
    run.checkpoint["edition"] = edition
    work = _Import(
        run, series=run.arguments.get("series", False), known=run.arguments.get("only_known", False)
    )
    try:
        rows = netflix.read(path, work.left_out, after=done)
        with _report(run.arguments.get("report"), again=done > 1) as work.report:
            lines = csv_rows.count_lines(path)
            for chunk in batches(rows, ROWS_AT_ONCE):
                work.take_in(chunk, share=chunk[-1].line / lines)
    except CsvError as error:
        raise RefusedError(str(error)) from None
    except OSError as error:
        raise RefusedError(f"The report cannot be written: {error.strerror}.") from None
    work.end()


def _edition(path: Path) -> list[int]:
    """Size and time of the file's last change; empty where it cannot be read, which reading it tells better."""
    try:
        found = path.stat()
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns]


@dataclass(slots=True)
class _Import:
    run: ImportRun
    series: bool
    known: bool
    left_out: LeftOut = field(default_factory=LeftOut)
    report: Any = None
    counted: int = 0

    def take_in(self, rows: Sequence[NetflixTitle], share: float) -> None:
        """A batch of rows and the place behind it, both or neither."""
        with transaction.atomic():
            fitting = self._fitting(rows)
            matches = _matches([row.record for row in fitting])
            self._tell(fitting, matches)
            self._write(fitting, matches)
            self._hand_over()
            self.run.seen += len(rows)
            self.run.checkpoint |= {"line": rows[-1].line, "ambiguous": self._ambiguous(matches)}
            self.run.report(step="titles", share=share)
        self.run.stop_if_asked()

    def end(self) -> None:
        self._hand_over()
        ambiguous = self.run.checkpoint.get("ambiguous", 0)
        if ambiguous:
            self.run.note(
                f"{ambiguous:,} rows are ambiguous and were only listed; an imdb_id column in the file decides them."
            )

    def _ambiguous(self, matches: Sequence[Match]) -> int:
        before: int = self.run.checkpoint.get("ambiguous", 0)
        return before + sum(found.verdict is Verdict.AMBIGUOUS for found in matches)

    def _hand_over(self) -> None:
        self.run.failed += self.left_out.count - self.counted
        self.counted = self.left_out.count
        for sentence in self.left_out.sentences:
            self.run.note(sentence)
        self.left_out.sentences.clear()

    def _fitting(self, rows: Sequence[NetflixTitle]) -> list[NetflixTitle]:
        fitting = []
        for row in rows:
            try:
                record, notes = fitted(row.record)
            except UnfitError as reason:
                self.run.failed += 1
                self.run.note(f"Line {row.line:,}: {reason}; left out.")
                continue
            for note in notes:
                self.run.note(f"Line {row.line:,}: {note}")
            fitting.append(NetflixTitle(row.line, row.show_id, record))
        return fitting

    def _tell(self, rows: Sequence[NetflixTitle], matches: Sequence[Match]) -> None:
        """List what is ambiguous in the log, and every row in the report, if one is asked for."""
        pks = {pk for found in matches for pk in ((found.film,) if found.film else found.candidates)}
        films = Movie.objects.in_bulk(pks)
        for row, found in zip(rows, matches, strict=True):
            if found.verdict is Verdict.AMBIGUOUS:
                maybe = " or ".join(
                    f"{films[pk]} {films[pk].imdb_id or ''}".strip() for pk in found.candidates
                )
                self.run.note(
                    f"Line {row.line:,}: {name_of(row.record)} ({row.record.year}) may be {maybe}: {found.reason}."
                )
            if self.report is not None:
                film = films.get(found.film or (found.candidates or (0,))[0])
                cells = (
                    row.show_id, row.record.title, row.record.year, row.record.kind, found.verdict.value,
                    film.imdb_id if film else "", film.title if film else "", film.year if film else "",
                    found.reason,
                )  # fmt: skip
                self.report.writerow([safe_cell(cell) for cell in cells])

    def _write(self, rows: Sequence[NetflixTitle], matches: Sequence[Match]) -> None:
        """Mark and complete films that are known, add the others."""
        meant: list[tuple[int, FilmRecord]] = []
        unknown: dict[Identity, FilmRecord] = {}
        for row, found in zip(rows, matches, strict=True):
            identity = _identity(row.record)
            if found.film is not None:
                meant.append((found.film, row.record))
            elif found.verdict is Verdict.UNKNOWN and self._wanted(row.record):
                earlier = unknown.get(identity)
                unknown[identity] = joined(earlier, row.record) if earlier else row.record
        added = _add(unknown)
        meant += [(pk, unknown[identity]) for identity, pk in _alone(unknown).items()]
        films = Movie.objects.select_for_update().in_bulk([pk for pk, _ in meant])
        pairs = [(films[pk], record) for pk, record in meant]
        changed = catalogue.enrich(pairs, source=NETFLIX, only_missing=True) | mark(films.values())
        if changed:
            freshness.unsettle()
        self.run.new += added
        self.run.changed += len(changed) - added
        self.run.unchanged += len(films) - len(changed)

    def _wanted(self, record: FilmRecord) -> bool:
        return not self.known and (self.series or record.kind != SERIES)


def mark(films: Iterable[Movie]) -> set[int]:
    """State that the films are on Netflix, unless a person says otherwise; primary keys of those newly marked."""
    new = [film.pk for film in films if not film.on_netflix and "on_netflix" not in film.locked_fields]
    Movie.objects.filter(pk__in=new).update(on_netflix=True)
    return set(new)


def _matches(records: Sequence[FilmRecord]) -> list[Match]:
    """By IMDb id where a row has one, otherwise as a person merged it before, otherwise by its facts."""
    ids = {record.imdb_id for record in records if record.imdb_id}
    by_id = dict(MovieAlias.objects.filter(imdb_id__in=ids).values_list("imdb_id", "movie_id"))
    by_id |= {str(i): pk for i, pk in Movie.objects.filter(imdb_id__in=ids).values_list("imdb_id", "pk")}
    by_hand = _merged_by_hand(records)
    return [
        _match_by_id(record.imdb_id, by_id) if record.imdb_id else by_hand.get(_shown(record), found)
        for record, found in zip(records, match(records), strict=True)
    ]


def _merged_by_hand(records: Sequence[FilmRecord]) -> dict[str, Match]:
    """Films into which a person merged one that only Netflix told of, by what that one was called."""
    shown = [_shown(record) for record in records]
    merges = Merge.objects.filter(of=Merge.Of.FILMS, undone=None, removed_name__in=shown).order_by("pk")
    kept = {merge.removed_name: merge.kept_id for merge in merges if _removed_own_row(merge)}
    there = set(Movie.objects.filter(pk__in=kept.values()).values_list("pk", flat=True))
    return {
        name: Match(Verdict.MATCHED, "merged by hand", film=pk) for name, pk in kept.items() if pk in there
    }


def _removed_own_row(merge: Merge) -> bool:
    rows = (step.get("values", {}) for step in merge.undo.get("steps", ()) if step.get("do") == "remove")
    return any(row.get("sources") == NETFLIX and row.get("imdb_id") is None for row in rows)


def _shown(record: FilmRecord) -> str:
    return str(Movie(title=record.title, year=record.year))


def _match_by_id(imdb_id: str, films: Mapping[str, int]) -> Match:
    if imdb_id in films:
        return Match(Verdict.MATCHED, "IMDb id", film=films[imdb_id])
    return Match(Verdict.UNKNOWN, "no film of this IMDb id")


def _identity(record: FilmRecord) -> Identity:
    key = search_key(record.title)[: catalogue.LONGEST_KEY]
    return record.imdb_id, key, record.year, record.kind or Movie.Kind.MOVIE


def _alone(records: Mapping[Identity, FilmRecord]) -> dict[Identity, int]:
    """Films that only Netflix told of, by what they are known by."""
    rows = Movie.objects.filter(sources=NETFLIX, title_key__in=[key for _, key, *_ in records]).order_by(
        "-pk"
    )
    found = rows.values_list("imdb_id", "title_key", "year", "kind", "pk")
    return {identity: pk for *facts, pk in found if (identity := cast(Identity, tuple(facts))) in records}


def _add(records: Mapping[Identity, FilmRecord]) -> int:
    """Make rows of films that are nowhere yet; how many."""
    there = _alone(records)
    new = [
        Movie(imdb_id=imdb_id, title=record.title, title_key=key, year=year, kind=kind, sources=NETFLIX)
        for (imdb_id, key, year, kind), record in records.items()
        if (imdb_id, key, year, kind) not in there
    ]
    Movie.objects.bulk_create(new)
    return len(new)


@contextmanager
def _report(path: str | None, *, again: bool) -> Iterator[Any]:
    """Writes rows to the report, None where none is asked for; a run that goes on adds to it."""
    if path is None:
        yield None
        return
    with Path(path).open("a" if again else "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        if not again:
            writer.writerow(REPORT_COLUMNS)
        yield writer
