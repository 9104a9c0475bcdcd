"""A small catalogue of films everybody knows, with their real facts from the starter catalogue."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from ml.labels import Emotion
from ml.readings import Mood
from movies.feelings import genre_moods
from movies.models import Movie
from movies.storing import catalogue
from scrapers import starter
from scrapers.records import FilmRecord

sys.path += [str(Path(__file__).parent), str(Path(__file__).parent.parent / "scrapers")]  # builders, tables

TOY_STORY, TOY_STORY_2, TOY_STORY_3 = "tt0114709", "tt0120363", "tt0435761"
AMELIE, THE_SHINING, SCHINDLERS_LIST = "tt0211915", "tt0081505", "tt0108052"

CHOSEN = f"""
{TOY_STORY} {TOY_STORY_2} {TOY_STORY_3} {AMELIE} {THE_SHINING} {SCHINDLERS_LIST}
tt1049413 tt1204342 tt0120630 tt0101414 tt1605783 tt0482088 tt0427327 tt2390361 tt0088763 tt0310281 tt0317705
tt1109624 tt0075686 tt0107048 tt0053291 tt0033804 tt0045152 tt0405159 tt2024544 tt0388795 tt0457430 tt1832382
tt1602620 tt0469494 tt0068646 tt0071562 tt0081398 tt0120815 tt0133093 tt0468569 tt0440963 tt0209144 tt0114814
tt0052357 tt0482571 tt0070047 tt0387564 tt2321549 tt1139797 tt0078748 tt0114369 tt0373883 tt0047478 tt0096283
tt0050706 tt0101700 tt0286244 tt0034583 tt0071230 tt0105695 tt1155592 tt0111112 tt0046004 tt1606392 tt0105488
tt0089881 tt0344510 tt0095765 tt0118799 tt0430922 tt0057012 tt1798709 tt2278388 tt0317248
""".split()


@pytest.fixture(scope="session")
def records() -> dict[str, FilmRecord]:
    """The chosen films by IMDb id."""
    everything = {record.imdb_id: record for record in starter.unpack(starter.verified())}
    return {imdb_id: everything[imdb_id] for imdb_id in CHOSEN}


@pytest.fixture
def films(counted_from_one: None, records: dict[str, FilmRecord]) -> None:
    """The chosen films in the database, with the learned genre table."""
    catalogue.take_in(records.values(), source="wikidata")
    genre_moods.load_learned()


@pytest.fixture
def few_films(counted_from_one: None, records: dict[str, FilmRecord]) -> None:
    """Six films: enough to merge, edit and export."""
    few = (AMELIE, THE_SHINING, TOY_STORY, TOY_STORY_2, SCHINDLERS_LIST, "tt0120815")
    catalogue.take_in([records[imdb_id] for imdb_id in few], source="wikidata")


@pytest.fixture
def film(request: pytest.FixtureRequest) -> Callable[[str], Movie]:
    """A film of the small catalogue by IMDb id, or of the few."""
    if "few_films" not in request.fixturenames:
        request.getfixturevalue("films")
    return lambda imdb_id: Movie.objects.get(imdb_id=imdb_id)


@pytest.fixture
def feeling() -> Callable[..., Mood]:
    """A mood of one emotion at a confidence."""

    def make(emotion: Emotion, confidence: float = 0.8, candidates: Iterable[Emotion] | None = None) -> Mood:
        others = [other for other in Emotion if other is not emotion]
        scores = {other: (1.0 - confidence) / len(others) for other in others} | {emotion: confidence}
        return Mood(scores, emotion, confidence, tuple(candidates or (emotion,)))

    return make
