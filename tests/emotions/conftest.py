"""A small catalogue, so that moods lead somewhere."""

from __future__ import annotations

import pytest

from movies.feelings import genre_moods
from movies.storing import catalogue


@pytest.fixture
def films(counted_from_one, best_known):
    catalogue.take_in(best_known, source="wikidata")
    genre_moods.load_learned()
