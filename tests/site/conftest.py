"""A small catalogue for the pages that need films, and the builders of servers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from movies.feelings import genre_moods
from movies.storing import catalogue
from scrapers import starter

sys.path.append(str(Path(__file__).parent.parent / "services"))
FILMS = 60


@pytest.fixture(scope="session")
def known_records():
    """Films with many reviews, from the starter catalogue."""
    known = sorted(
        starter.unpack(starter.verified()), key=lambda film: film.tomato_reviews or 0, reverse=True
    )
    return known[:FILMS]


@pytest.fixture
def films(counted_from_one, known_records):
    catalogue.take_in(known_records, source="wikidata")
    genre_moods.load_learned()
