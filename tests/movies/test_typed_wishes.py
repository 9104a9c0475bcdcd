"""What people type about the film they want becomes chips, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from movies import catalogue
from movies.chips import About, Chip, apply
from movies.models import Mode, Movie, Person
from movies.typed_wishes import understand
from movies.wishes import Wish
from scrapers import starter

TABLE = Path(__file__).with_name("typed_wishes.tsv")
BEST_KNOWN, OLD_ONES = 2_500, 700
"""Films of the starter catalogue with the most reviews: enough names and titles to be misled by."""


@pytest.fixture(scope="module")
def known(django_db_setup, django_db_blocker):
    """The best known films in the database, for all tests of this file."""
    everything = sorted(starter.unpack(starter.verified()), key=lambda film: -(film.tomato_reviews or 0))
    old = [film for film in everything if (film.year or 9999) < 1980][:OLD_ONES]
    with django_db_blocker.unblock():
        catalogue.take_in({f.imdb_id: f for f in everything[:BEST_KNOWN] + old}.values(), source="wikidata")
        yield
        Movie.objects.all().delete()
        Person.objects.all().delete()


def rows() -> list[tuple[str, set[str]]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    table = []
    for line in lines:
        sentence, _, chips = line.partition("\t")
        table.append((sentence, set(_expected(chips))))
    return table


def _expected(chips: str) -> list[str]:
    """"person:Meg Ryan genre:Comedy" → its two parts, though a name has a space."""
    parts: list[str] = []
    for word in chips.split():
        if word.partition(":")[0] in {about.value for about in About}:
            parts.append(word)
        else:
            parts[-1] += f" {word}"
    return parts


def said(sentence: str) -> set[str]:
    """The chips of a sentence as the table writes them: people and films by name."""
    found = set()
    for chip in understand(sentence).chips:
        value = chip.value
        if chip.about is About.PERSON:
            value = chip.label
        elif chip.about is About.LIKE_FILM:
            value = chip.label.removeprefix("like ")
        found.add(f"{chip.about.value}:{value}")
    return found


def test_nine_in_ten_of_a_hundred_and_fifty_sentences_are_understood(known, db):
    table = rows()
    assert len(table) >= 150
    missed = [f"{sentence!r}: {said(sentence)} instead of {wanted}" for sentence, wanted in table if said(sentence) != wanted]
    print("\n".join(missed))
    assert len(missed) <= 0.1 * len(table), "\n".join(missed)


def test_nothing_is_invented_where_nothing_is_asked(known, db):
    invented = {sentence: said(sentence) for sentence, wanted in rows() if not wanted and said(sentence)}
    assert len(invented) <= 3, invented
