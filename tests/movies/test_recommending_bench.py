from __future__ import annotations

import numpy as np
import pytest

from movies.models import Mode
from movies.recommending import bench

KEYS = {"titles", "p50_ms", "p95_ms", "ratio_to_numpy", "index_mb"}


@pytest.mark.usefixtures("films")
def test_the_catalogue_as_it_is_can_be_timed():
    measured = bench.measure()
    assert set(measured) == KEYS
    assert 0 < measured["p50_ms"] <= measured["p95_ms"]
    assert measured["titles"] > 50


@pytest.mark.django_db
def test_a_made_up_catalogue_is_as_large_as_asked_for_and_as_mixed_as_a_real_one():
    films = bench.synthetic(20_000)
    assert len(films) == 20_000
    assert (np.diff(films.quality) <= 0).all()
    assert 0.4 < films.speaking(["en"]).mean() < 0.8
    assert len(set(films.primary.tolist())) > 15
    assert len(films.crediting([int(films.people[0])])) >= 1
    assert films.megabytes * 50 <= 150  # a million of them


@pytest.mark.django_db
def test_every_kind_of_evening_is_among_what_is_timed():
    wishes = [wish for _, wish in bench._requests(bench.synthetic(3_000))]
    assert {wish.mode for wish in wishes} == set(Mode)
    assert any(wish.languages for wish in wishes)
    assert any(wish.min_year for wish in wishes)
    assert any(wish.people for wish in wishes)
    assert all(wish.hidden for wish in wishes)
    assert bench.measure(3_000)["titles"] == 3_000
