"""Which pages a scrape run reads, one after the other, and where it stands: all a killed run needs to go on.

A plan is asked for its next page with the state it gave after the one before. States are small JSON objects.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from scrapers.genres import parse_genre
from scrapers.records import FilmRecord

State = Mapping[str, Any]
START: State = {}

CHARTS: Mapping[str, str] = {
    "top": "/chart/top/",
    "popular": "/chart/moviemeter/",
    "bottom": "/chart/bottom/",
    "boxoffice": "/chart/boxoffice/",
    "toptv": "/chart/toptv/",
    "populartv": "/chart/tvmeter/",
}
"""Name for the command line → path."""
A_SEARCH_PAGE = 50  # titles; the most its page holds
MOST_PAGES = 200  # of one run: a search deeper than 10,000 titles is the datasets' business
PAGE_SUFFIXES = frozenset({".html", ".htm", ".mhtml", ".mht", ".json", ".gz", ".xhtml"})
_TITLE_ID = re.compile(r"tt\d{7,10}")


class PlanError(Exception):
    """What was asked for cannot be read; the message says why, in one sentence."""


@dataclass(frozen=True, slots=True)
class Step:
    """One page to read.

    Attributes:
        name: what the log calls it: an address or a file's name.
        path: the saved page, or None for one to fetch from the address.
    """

    name: str
    path: Path | None = None


class Plan(Protocol):
    """What a run reads.

    Attributes:
        live: whether it fetches.
        total: how many pages it has at most.
    """

    @property
    def live(self) -> bool: ...

    @property
    def total(self) -> int: ...

    def step(self, state: State) -> Step | None:
        """The next page, or None at the end."""

    def after(self, state: State, records: Sequence[FilmRecord]) -> State:
        """Where the run stands once that page is in; a page that failed gave no records."""


@dataclass(frozen=True)
class Addresses:
    """Pages one by one: titles, charts, any address of the site."""

    addresses: tuple[str, ...]
    live: bool = True

    @property
    def total(self) -> int:
        return len(self.addresses)

    def step(self, state: State) -> Step | None:
        done = state.get("done", 0)
        return Step(self.addresses[done]) if done < len(self.addresses) else None

    def after(self, state: State, records: Sequence[FilmRecord]) -> State:
        return {"done": state.get("done", 0) + 1}


@dataclass(frozen=True)
class Search:
    """A genre's films, most votes first.

    The next page is asked for by the fewest votes seen, not by number: results that move while the run pauses
    are then neither skipped nor read twice, and IMDb's new search knows no page numbers.
    """

    genre: str
    pages: int
    live: bool = True

    @property
    def total(self) -> int:
        return self.pages

    def step(self, state: State) -> Step | None:
        if state.get("end") or state.get("pages", 0) >= self.pages:
            return None
        asked = {"title_type": "feature", "genres": self.genre.casefold(), "sort": "num_votes,desc"}
        if "votes" in state:
            asked["num_votes"] = f",{state['votes']}"
        return Step(f"/search/title/?{urlencode(asked | {'count': str(A_SEARCH_PAGE)}, safe=',')}")

    def after(self, state: State, records: Sequence[FilmRecord]) -> State:
        votes = [record.votes for record in records if record.votes]
        fewest = min(votes, default=None)
        following = {"pages": state.get("pages", 0) + 1, "votes": fewest}
        stuck = fewest is None or fewest == state.get("votes")
        return following | ({"end": True} if stuck else {})


@dataclass(frozen=True)
class Folder:
    """Saved pages, in the order of their names."""

    folder: Path
    live: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        found = (
            path for path in self.folder.rglob("*") if path.suffix.lower() in PAGE_SUFFIXES and path.is_file()
        )
        return tuple(sorted(path.relative_to(self.folder).as_posix() for path in found))

    @property
    def total(self) -> int:
        return len(self.names)

    def step(self, state: State) -> Step | None:
        place = bisect_right(self.names, state.get("after", ""))
        return Step(self.names[place], self.folder / self.names[place]) if place < self.total else None

    def after(self, state: State, records: Sequence[FilmRecord]) -> State:
        step = self.step(state)
        return {"after": step.name} if step is not None else state


def titles(ids: Sequence[str]) -> Addresses:
    """The pages of titles by their IMDb ids.

    Raises:
        PlanError: one of them is no id.
    """
    for imdb_id in ids:
        if not _TITLE_ID.fullmatch(imdb_id):
            raise PlanError(f"{imdb_id} is no IMDb id of a title; one looks like tt0111161")
    return Addresses(tuple(f"/title/{imdb_id}/" for imdb_id in dict.fromkeys(ids)))


def chart(name: str) -> Addresses:
    """A chart's page.

    Raises:
        PlanError: there is no chart of that name.
    """
    if name not in CHARTS:
        raise PlanError(f"there is no chart {name}; there are {', '.join(CHARTS)}")
    return Addresses((CHARTS[name],))


def search(genre: str, pages: int) -> Search:
    """A search for films of a genre.

    Raises:
        PlanError: no genre of IMDb's, or more pages than one run may read.
    """
    known = parse_genre(genre)
    if known is None:
        raise PlanError(f"{genre} is no genre of films")
    if not 1 <= pages <= MOST_PAGES:
        raise PlanError(f"a run reads 1 to {MOST_PAGES} pages, not {pages}")
    return Search(known, pages)


def address(url: str) -> Addresses:
    """One page by its address; the session checks that it is the site's."""
    return Addresses((quote(url, safe=":/?&=,%~+;@!$'()*"),))


def folder(path: Path) -> Folder:
    """Saved pages in a folder and the folders in it.

    Raises:
        PlanError: there is none, or it holds no page.
    """
    plan = Folder(path)
    if not path.is_dir():
        raise PlanError(f"there is no folder {path}")
    if not plan.total:
        raise PlanError(f"the folder {path} holds no saved page ({', '.join(sorted(PAGE_SUFFIXES))})")
    return plan
