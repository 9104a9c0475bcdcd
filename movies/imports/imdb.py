"""IMDb's official datasets into the catalogue: titles with ratings, other titles, people, credits.

Each step goes block by block; a block's rows and the place behind it are stored in one transaction, so a run that
is killed at any moment and begun again leaves the database one clean run leaves.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from movies.imports.runs import ImportRun, RefusedError
from movies.models import AlternativeTitle, Movie, MovieAlias, Person, PersonAlias
from movies.storing import catalogue, freshness
from movies.storing.credits import KEYS_A_QUERY, KnownCredit, link_known, name_people
from movies.storing.fitting import LONGEST_NAME, LONGEST_TITLE
from movies.storing.outcome import Outcome
from movies.storing.upserts import upsert
from movies.twins.recognising import recognise_people
from scrapers import imdb_datasets as datasets
from scrapers.id_sets import IdSet, Ratings
from scrapers.imdb_datasets import CreditRow, Dataset, Filters, Log, OtherTitle
from scrapers.records import search_key
from scrapers.tsv_blocks import Block, Table, TableError

_T = TypeVar("_T")

SOURCE = "imdb"
SECONDS_BETWEEN_REPORTS = 2.0
STEPS = ("titles", "other titles", "people", "cast", "crew", "recognising")


def import_datasets(run: ImportRun) -> None:
    """Read the folder `run.arguments["folder"]` names, with the filters the other arguments give.

    Raises:
        RefusedError: there are no titles in it; or, when all that can be read is in, a file was wrong or cut off.
        CancelledError: somebody asked the run to stop.
    """
    work = _Import(run, Path(run.arguments["folder"]), filters_of(run.arguments))
    work.check_files()
    start = STEPS.index(run.checkpoint.get("step", STEPS[0]))
    for step in STEPS[start:]:
        work.begin(step)
        work.steps[step]()
    work.end()


def filters_of(arguments: dict[str, Any]) -> Filters:
    """Filters from a run's arguments, as `manage.py import_imdb` writes them."""
    return Filters(
        kinds=frozenset(arguments.get("kinds", Filters().kinds)),
        adult=arguments.get("adult", False),
        least_votes=arguments.get("votes", 0),
        first_year=arguments.get("first_year"),
        last_year=arguments.get("last_year"),
    )


@dataclass(slots=True)
class _Import:
    run: ImportRun
    folder: Path
    filters: Filters
    log: Log = field(default_factory=Log)
    unusable: list[str] = field(default_factory=list)
    reported: float = 0.0

    @property
    def steps(self) -> dict[str, Callable[[], None]]:
        return dict(
            zip(
                STEPS,
                (self._titles, self._other_titles, self._people, self._cast, self._crew, self._recognise),
                strict=True,
            )
        )

    # --- the frame ---

    def check_files(self) -> None:
        """Open every file once, so that a wrong one is told before hours of work."""
        if not self.folder.is_dir():
            raise RefusedError(f"There is no folder {self.folder}.")
        files: dict[str, list[int]] = {}
        for dataset in Dataset:
            path = dataset.path_in(self.folder)
            if path is None and dataset is not Dataset.BASICS:
                continue
            try:
                with dataset.open(self.folder) as table:
                    files[dataset.value] = [table.size, table.path.stat().st_mtime_ns]
            except TableError as error:
                if dataset is Dataset.BASICS:
                    raise RefusedError(str(error)) from None
                self._give_up(str(error))
        if self.run.checkpoint.get("files", files) != files:
            self.run.note("The files are others than before the stop, so the import begins anew.")
            self.run.checkpoint = {}
        self.run.checkpoint.setdefault("files", files)
        self.run.pages = len(files)

    def begin(self, step: str) -> None:
        self._hand_over_log()
        if self.run.checkpoint.get("step") != step:
            self.run.checkpoint |= {"step": step, "line": 1}
        self._report(0.0)

    def end(self) -> None:
        self._hand_over_log()
        for name, sentence in (
            ("titles_elsewhere", "{:,} other titles of films are new."),
            ("people", "{:,} people are new."),
            ("credits", "{:,} credits are new or changed."),
            ("strangers", "{:,} credits name people who are not in name.basics; left out."),
            ("recognised", "{:,} people known by name only were recognised by their films."),
        ):
            if number := self.run.checkpoint.get(name):
                self.run.note(sentence.format(number))
        if self.unusable:
            raise RefusedError(f"{' '.join(self.unusable)} Everything else went in.")

    def _has(self, dataset: Dataset) -> bool:
        return dataset.value in self.run.checkpoint["files"]

    def _give_up(self, sentence: str) -> None:
        self.unusable.append(sentence)

    def _blocks(self, dataset: Dataset, *, after: int = 1) -> Iterator[tuple[Table, Block]]:
        """Blocks of a file, with progress and a chance to stop between them; a damaged file ends early."""
        if not self._has(dataset):
            return
        with dataset.open(self.folder) as table:
            try:
                for block in table.blocks(after):
                    yield table, block
                    if time.monotonic() - self.reported > SECONDS_BETWEEN_REPORTS:
                        self._report(table.share)
            except TableError as error:
                if str(error) not in self.unusable:
                    self._give_up(str(error))

    def _report(self, share: float) -> None:
        step = self.run.checkpoint["step"]
        self.run.report(step=step, share=(STEPS.index(step) + share) / len(STEPS))
        self.reported = time.monotonic()
        self.run.stop_if_asked()

    def _hand_over_log(self) -> None:
        self.run.failed += self.log.left_out
        self.log.left_out = 0
        for sentence in self.log.take():
            self.run.note(sentence)

    def _store(self, block: Block, write: Callable[[_T], None], found: _T) -> None:
        """A block's rows and the place behind it, both or neither."""
        with transaction.atomic():
            write(found)
            self._keep_place(block)

    def _keep_place(self, block: Block) -> None:
        self._hand_over_log()
        self.run.checkpoint["line"] = block.last
        self.run.report()

    def _count(self, name: str, number: int) -> None:
        self.run.checkpoint[name] = self.run.checkpoint.get(name, 0) + number

    # --- the steps ---

    def _titles(self) -> None:
        ratings = self._ratings()
        done, seen, unheard = self.run.checkpoint["line"], IdSet(), Log()
        for table, block in self._blocks(Dataset.BASICS):
            log = self.log if block.last > done else unheard  # lines that are in only say which ids are taken
            films = datasets.films_in(table, block, self.filters, ratings, seen, log)
            if block.last > done and films:
                self._take_in(block, films)

    def _take_in(self, block: Block, films: list[Any]) -> None:
        def with_it(outcome: Outcome) -> None:
            self.run.add(outcome)
            self._keep_place(block)

        catalogue.take_in(films, source=SOURCE, on_batch=with_it, and_settle=False, batch_size=len(films))

    def _ratings(self) -> Ratings:
        ratings = Ratings()
        if self._has(Dataset.RATINGS):
            log = self.log if self.run.checkpoint["line"] == 1 else Log()
            with Dataset.RATINGS.open(self.folder) as table:
                try:
                    for filled in datasets.read_ratings(table, log):
                        ratings = filled
                        if time.monotonic() - self.reported > SECONDS_BETWEEN_REPORTS:
                            self._report(0.0)
                except TableError as error:
                    self._give_up(str(error))
        elif self.filters.least_votes:
            raise RefusedError(
                f"There is no {Dataset.RATINGS}.tsv.gz in {self.folder}, so votes cannot be asked for."
            )
        return ratings

    def _other_titles(self) -> None:
        if not self._has(Dataset.AKAS):
            return
        films = known_films()
        for table, block in self._blocks(Dataset.AKAS, after=self.run.checkpoint["line"]):
            if found := datasets.other_titles_in(table, block, films, self.log):
                self._store(block, self._write_titles, found)

    def _write_titles(self, found: list[OtherTitle]) -> None:
        keys = films_by_number({row.film for row in found})
        own = dict(Movie.objects.filter(pk__in=keys.values()).values_list("pk", "title_key"))
        rows: dict[tuple[int, str], tuple[str, str, str]] = {}
        for row in found:
            key = search_key(row.title)
            if (
                key
                and len(row.title) <= LONGEST_TITLE
                and len(key) <= LONGEST_TITLE
                and "\x00" not in row.title
            ):
                film = keys[row.film]
                if key != own[film]:
                    rows.setdefault((film, key), (row.title, row.region[:8], row.language[:8]))
        there = AlternativeTitle.objects.filter(movie_id__in={film for film, _ in rows})
        for place in there.values_list("movie_id", "title_key"):
            rows.pop(place, None)
        upsert(
            AlternativeTitle,
            ["movie", "title_key", "title", "region", "language"],
            [(*place, *values) for place, values in rows.items()],
            unique=["movie", "title_key"],
        )
        self._count("titles_elsewhere", len(rows))

    def _people(self) -> None:
        if not self._has(Dataset.NAMES):
            return
        films, people = known_films(), IdSet()
        for read, dataset in ((datasets.credits_in, Dataset.PRINCIPALS), (datasets.crew_in, Dataset.CREW)):
            for table, block in self._blocks(dataset):
                for credit in read(table, block, films, Log()):
                    people.add(credit.person)
        done, seen, unheard = self.run.checkpoint["line"], IdSet(), Log()
        for table, block in self._blocks(Dataset.NAMES):
            log = self.log if block.last > done else unheard
            names = datasets.names_in(table, block, people, seen, log)
            if block.last > done and names:
                self._store(block, self._write_people, names)

    def _write_people(self, names: dict[int, str]) -> None:
        written = name_people(
            {
                datasets.person_id(number): name
                for number, name in names.items()
                if len(name) <= LONGEST_NAME and "\x00" not in name
            }
        )
        if written["new"] + written["changed"]:
            freshness.unsettle()
        self._count("people", written["new"])

    def _cast(self) -> None:
        films = known_films()
        for table, block in self._blocks(Dataset.PRINCIPALS, after=self.run.checkpoint["line"]):
            if found := datasets.credits_in(table, block, films, self.log):
                self._store(block, self._write_credits, found)

    def _crew(self) -> None:
        films = known_films()
        for table, block in self._blocks(Dataset.CREW, after=self.run.checkpoint["line"]):
            if found := datasets.crew_in(table, block, films, self.log):
                self._store(block, self._write_credits, found)

    def _write_credits(self, found: list[CreditRow]) -> None:
        films = films_by_number({row.film for row in found}, unless_locked="credits")
        people = people_by_number({row.person for row in found})
        known = [
            KnownCredit(
                films[row.film], *people[row.person][:1], row.role.value, row.position, people[row.person][1]
            )
            for row in found
            if row.film in films and row.person in people
        ]
        self._count("strangers", sum(row.person not in people for row in found))
        if written := link_known(known):
            freshness.unsettle()
            self._count("credits", written)

    def _recognise(self) -> None:
        self._count("recognised", recognise_people())


def known_films() -> IdSet:
    """Numbers of every film that has an IMDb id, also of those merged into another."""
    numbers = IdSet()
    for ids in (Movie.objects.exclude(imdb_id=None), MovieAlias.objects.all()):
        for imdb_id in ids.order_by().values_list("imdb_id", flat=True).iterator(chunk_size=10_000):
            numbers.add(datasets.number_of(str(imdb_id)))
    return numbers


def films_by_number(numbers: set[int], *, unless_locked: str = "") -> dict[int, int]:
    """Primary keys of films by IMDb's number; without those in which a field was edited by hand."""
    ids = [datasets.title_id(number) for number in sorted(numbers)]
    found: dict[int, int] = {}
    for start in range(0, len(ids), KEYS_A_QUERY):
        chunk = ids[start : start + KEYS_A_QUERY]
        merged = MovieAlias.objects.filter(imdb_id__in=chunk)
        rows = Movie.objects.filter(imdb_id__in=chunk).order_by()
        found |= {
            datasets.number_of(str(imdb_id)): pk
            for imdb_id, pk, locked in chain(
                merged.values_list("imdb_id", "movie_id", "movie__locked_fields"),
                rows.values_list("imdb_id", "pk", "locked_fields"),
            )
            if not unless_locked or unless_locked not in locked
        }
    return found


def people_by_number(numbers: set[int]) -> dict[int, tuple[int, str]]:
    """(primary key, name) of people by IMDb's number."""
    keys = [datasets.person_id(number) for number in sorted(numbers)]
    found: dict[int, tuple[int, str]] = {}
    for start in range(0, len(keys), KEYS_A_QUERY):
        chunk = keys[start : start + KEYS_A_QUERY]
        rows = [*PersonAlias.objects.filter(key__in=chunk).values_list("key", "person_id", "person__name")]
        rows += Person.objects.filter(key__in=chunk).order_by().values_list("key", "pk", "name")
        found |= {datasets.number_of(key): (pk, name) for key, pk, name in rows}
    return found
