"""People who go on using the site while it is being broken, and what must hold of the database afterwards."""

from __future__ import annotations

import csv
import itertools
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import requests
from celery import Celery
from servers import wait_until
from stack import Browser, Site

PATIENCE = 180.0  # seconds for people to be served again
A_FEW = 6
EMOTIONS = ("angry", "calm", "happy", "fear", "surprise", "sad")
ROWS = 1200  # of an import: six batches
COLUMNS = [
    "show_id",
    "type",
    "title",
    "director",
    "cast",
    "country",
    "release_year",
    "rating",
    "duration",
    "listed_in",
]

HALF_MOODS = """
    SELECT count(*) FROM emotions_moodcheck m WHERE
        NOT EXISTS (SELECT 1 FROM emotions_moodreading r WHERE r.check_in_id = m.id)
        OR (SELECT count(*) FROM emotions_impression i WHERE i.check_in_id = m.id) <> 10
        OR (SELECT count(DISTINCT i.mode) FROM emotions_impression i WHERE i.check_in_id = m.id) <> 1
"""


class Traffic:
    """Two people who do the same thing over and over, each in a thread, until the block ends."""

    def __init__(self, site: Site, people: tuple[str, ...] = ("alice", "bob")) -> None:
        self.site = site
        self.sent = self.accepted = self.refused = 0
        self.statuses: dict[int, int] = {}
        self.took: list[float] = []  # seconds of each answer
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._live, args=(person,)) for person in people]

    def act(self, browser: Browser, turn: int) -> bool:
        """One thing a person does; whether the site accepted it."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _live(self, person: str) -> None:
        browser = self.site.browser(person)
        for turn in itertools.count():
            if self._stop.is_set():
                return
            start = time.monotonic()
            with self._lock:
                self.sent += 1
            accepted = self.act(browser, turn)
            with self._lock:
                self.accepted += accepted
                self.refused += not accepted
                self.took.append(time.monotonic() - start)
            if not accepted:
                time.sleep(0.05)

    def count(self, status: int) -> None:
        with self._lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1

    def wait_for_more(self, number: int = A_FEW) -> None:
        """Until people have been served so often again, without anybody's help."""
        enough = self.accepted + number
        wait_until(lambda: self.accepted >= enough, f"{number} more are served", PATIENCE)


class CheckIns(Traffic):
    """People who say how they feel."""

    def __init__(self, site: Site, **files: bytes) -> None:
        super().__init__(site)
        self.kept: list[str] = []
        self.files = files
        self.words = {
            "text": "I had a rotten day and feel low",
            **{f"consent_{sense}": "on" for sense in files},
        }

    def act(self, browser: Browser, turn: int) -> bool:
        try:
            answer = browser.post("/check-in/", self.words, self.files)
        except requests.RequestException:
            return False
        self.count(answer.status_code)
        if answer.status_code != 302:
            return False
        self.kept.append(answer.headers["Location"].strip("/").split("/")[-1])
        return True


class Corrections(Traffic):
    """People who put one mood right again and again."""

    def __init__(self, site: Site) -> None:
        self.moods = {person: site.browser(person).check_in() for person in ("alice", "bob")}
        assert all(self.moods.values())
        super().__init__(site)
        self.said: dict[str, list[str]] = {}

    def act(self, browser: Browser, turn: int) -> bool:
        mood = next(mood for person, mood in self.moods.items() if self.site.browser(person).same(browser))
        assert mood is not None
        emotion = EMOTIONS[turn % len(EMOTIONS)]
        open_ones = self.said.setdefault(mood, [])
        open_ones.append(emotion)
        try:
            answer = browser.post(f"/moods/{mood}/correct/", {"emotion": emotion})
        except requests.RequestException:
            return False
        self.count(answer.status_code)
        if answer.status_code != 302:
            return False
        self.said[mood] = [emotion]  # accepted: what was said before no longer counts
        return True


def nothing_lost(site: Site, traffic: CheckIns) -> None:
    """Every mood that was accepted is there once and whole, and none that nobody sent."""
    there = {str(row[0]) for row in site.rows("SELECT id FROM emotions_moodcheck")}
    assert set(traffic.kept) <= there, "an accepted mood is lost"
    assert len(traffic.kept) == len(set(traffic.kept)), "a mood was answered twice"
    assert len(there) <= traffic.sent, "a mood is doubled"
    assert site.number(HALF_MOODS) == 0, "a mood is there by halves"


def nothing_forgotten(site: Site, traffic: Corrections) -> None:
    """The last word that was accepted stands, or a later one whose answer was cut off."""
    for mood, said in traffic.said.items():
        assert site.rows(f"SELECT corrected_to FROM emotions_moodcheck WHERE id = '{mood}'")[0][0] in said
    assert site.number(HALF_MOODS) == 0, "a mood's films are there by halves"


def survives(site: Site, fault: Callable[[], object]) -> CheckIns:
    """Check-ins before, during and after a fault; the supervisor starts again what is down, nobody else lifts a hand."""
    with CheckIns(site) as people:
        people.wait_for_more()
        fault()
        site.start()
        people.wait_for_more()
    nothing_lost(site, people)
    return people


class Import:
    """An import of films that nobody else has, on its way through the queue."""

    numbers = itertools.count(1)

    def __init__(self, site: Site, rows: int = ROWS) -> None:
        self.site, self.rows = site, rows
        self.name = f"Drill {next(self.numbers)}"
        self.file = site.folder / f"{self.name}.csv"
        write_titles(self.file, self.name, rows)
        self.pk = int(site.run(Path(__file__).with_name("queued_import.py"), self.file).splitlines()[-1])

    def send(self) -> None:
        """The message, as the admin's page sends it."""
        with Celery(broker=self.site.environment["CELERY_BROKER_URL"]) as app:
            app.send_task("movies.tasks.import_netflix", args=[self.pk])

    def state(self) -> str:
        return str(self.site.rows(f"SELECT state FROM movies_importrun WHERE id = {self.pk}")[0][0])

    def wait_until_half_way(self) -> None:
        self.site.wait_for(f"SELECT seen > 0 FROM movies_importrun WHERE id = {self.pk}")
        assert self.state() == "running", "it was through before anything could happen"

    def ends_well(self) -> None:
        """It is done, every title is there once, and the count fits."""
        run = f"FROM movies_importrun WHERE id = {self.pk}"
        # longer than `SILENCE` and `HANDED_OVER_FOR`: so late it is taken up where a worker or a message was lost unseen
        self.site.wait_for(f"SELECT state IN ('done', 'failed') {run}", seconds=600)
        assert self.site.rows(f"SELECT state, messages {run}")[0][0] == "done"
        films = f"FROM movies_movie WHERE title LIKE '{self.name} film %'"
        assert self.site.number(f"SELECT count(*) {films}") == self.rows
        assert self.site.number(f"SELECT count(DISTINCT title) {films}") == self.rows
        assert self.site.number(f"SELECT seen {run}") == self.rows


def write_titles(path: Path, name: str, rows: int) -> None:
    """A table as Netflix titles come, every film a new one."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(COLUMNS)
        for n in range(rows):
            title, people = f"{name} film {n}", f"{name} actor {n % 50}"
            facts = [f"{name} director {n % 40}", people, "Norway", 1950 + n % 70, "R", "90 min", "Dramas"]
            table.writerow([f"s{n}", "Movie", title, *facts])
