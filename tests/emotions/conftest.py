"""A small catalogue, so that moods lead somewhere."""

from __future__ import annotations

import pytest

from movies.feelings import genre_moods
from movies.storing import catalogue
from scrapers import starter

FILMS = 300


@pytest.fixture(scope="session")
def some_records():
    """Films with many reviews, from the starter catalogue."""
    known = sorted(
        starter.unpack(starter.verified()), key=lambda film: film.tomato_reviews or 0, reverse=True
    )
    return known[:FILMS]


@pytest.fixture
def films(counted_from_one, some_records):
    catalogue.take_in(some_records, source="wikidata")
    genre_moods.load_learned()
