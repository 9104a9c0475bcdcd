from __future__ import annotations

import pytest

from scrapers.records import search_key
from scrapers.title_forms import Likeness, canonical, likeness, lookup_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Godfather: Part II", "Godfather, Pt. 2"),
        ("Fast & Furious", "Fast and Furious"),
        ("Se7en: Vol. 1", "Se7en – Volume One"),
        ("Ocean's Eleven", "Oceans 11"),
        ("Amélie", "AMELIE"),
        ("Jaws 3D", "Jaws"),
        ("A Quiet Place", "Quiet Place"),
    ],
)
def test_ways_to_write_one_title_have_one_form(one, other):
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("Godfather: Part 2", "The Godfather Part II"),
        ("Ocean's Eleven", "Ocean's 11"),
        ("Rocky XII", "Rocky 12"),
        ("Kill Bill: Volume 1", "Kill Bill: Vol. 1"),
        ("Fast & Furious", "Fast and Furious"),
    ],
)
def test_a_title_is_looked_up_under_every_way_to_write_it(asked, known):
    assert search_key(known) in lookup_keys(asked)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Rocky II", "Rocky 2", Likeness.SAME),
        ("Rocky II", "Rocky III", Likeness.OTHER),
        ("Rocky", "Rocky II", Likeness.OTHER),
        ("Precious", "Precious: Based on the Novel Push", Likeness.CLOSE),
        ("Colour of Magic", "Color of Magic", Likeness.CLOSE),
        ("Alien", "Amélie", Likeness.OTHER),
    ],
)
def test_sequels_are_not_alike_and_spellings_are(one, other, expected):
    assert likeness(canonical(one), canonical(other)) is expected
