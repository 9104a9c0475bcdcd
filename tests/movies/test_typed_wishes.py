"""What people type about the film they want becomes chips, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movies.models import Mode, Movie
from movies.storing import catalogue
from movies.wishes.chips import About, Chip, apply
from movies.wishes.typed_wishes import understand
from movies.wishes.wish import Wish
from scrapers import starter

TABLE = Path(__file__).with_name("typed_wishes.tsv")
WORDS = [
    "not",
    "no",
    "anything",
    "but",
    "like",
    "I'd",
    "the",
    "with",
    "by",
    "from",
    "before",
    "between",
    "after",
    "under",
    "two",
    "hours",
    "1990",
    "90s",
    "'70s",
    "İstanbul",
    "French",
    "in",
    "horror",
    "comedy",
    "film",
    "Amélie",
    "Tom",
    "Hanks",
    "directed",
    "similar",
    "to",
    ",",
    ".",
    "!",
    "an",
    "a",
    "2h30",
    "minutes",
    "silent",
    "ß",
]
BEST_KNOWN, OLD_ONES = 2_500, 700
"""Films of the starter catalogue with the most reviews: enough names and titles to be misled by."""


@pytest.fixture(scope="module")
def known(django_db_setup, django_db_blocker):
    """The best known films in the database, for all tests of this file, and gone without a trace behind them."""
    everything = sorted(starter.unpack(starter.verified()), key=lambda film: -(film.tomato_reviews or 0))
    old = [film for film in everything if (film.year or 9999) < 1980][:OLD_ONES]
    with django_db_blocker.unblock(), transaction.atomic():
        catalogue.take_in({f.imdb_id: f for f in everything[:BEST_KNOWN] + old}.values(), source="wikidata")
        yield
        transaction.set_rollback(True)


def rows() -> list[tuple[str, set[str]]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    table = []
    for line in lines:
        sentence, _, chips = line.partition("\t")
        table.append((sentence, set(_expected(chips))))
    return table


def _expected(chips: str) -> list[str]:
    """ "person:Meg Ryan genre:Comedy" → its two parts, though a name has a space."""
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
    missed = [
        f"{sentence!r}: {said(sentence)} instead of {wanted}"
        for sentence, wanted in table
        if said(sentence) != wanted
    ]
    print("\n".join(missed))
    assert len(missed) <= 0.1 * len(table), "\n".join(missed)


def test_nothing_is_invented_where_nothing_is_asked(known, db):
    invented = {sentence: said(sentence) for sentence, wanted in rows() if not wanted and said(sentence)}
    assert len(invented) <= 3, invented


def test_typed_years_meet_and_a_field_of_its_own_wins():
    chips = [Chip(About.YEARS, "1990-", ""), Chip(About.YEARS, "-1999", ""), Chip(About.RUNTIME, "120", "")]
    wish = apply(Wish(), chips)
    assert (wish.min_year, wish.max_year, wish.max_runtime) == (1990, 1999, 120)
    asked = Wish(min_year=1950, languages=("fr",), genres=("Drama",))
    both = apply(asked, [*chips, Chip(About.LANGUAGE, "de", ""), Chip(About.GENRE, "Comedy", "")])
    assert (both.min_year, both.max_year) == (1950, 1999)
    assert (both.languages, both.genres) == (("fr",), ("Drama",))


def test_years_that_exclude_each_other_are_no_wish(known, db):
    assert not understand("a film before 1950 and after 1990").chips


def test_a_film_to_be_like_is_named_for_its_likeness_alone_and_is_not_shown_itself(known, db):
    (chip,) = understand("something like Amélie").chips
    amelie = int(chip.value)
    wish = apply(Wish(mode=Mode.LIFT), [chip])
    assert wish == Wish(mode=Mode.LIFT, like_films=frozenset({amelie}), hidden=frozenset({amelie}))


def test_who_asks_for_the_like_of_a_horror_film_wants_horror(known, db):
    shining = Movie.objects.get(title="The Shining")
    assert apply(Wish(), [Chip(About.LIKE_FILM, str(shining.pk), "like The Shining")]).wants_horror


def test_the_words_of_a_wish_are_not_read_as_a_mood(known, db):
    understood = understand("I feel lonely, show me a scary film from the 80s")
    assert understood.rest == "I feel lonely,"
    assert {chip.about for chip in understood.chips} == {About.LIKES_GENRE, About.YEARS}


def test_what_is_left_of_a_wish_is_not_read_as_a_mood(known, db):
    assert understand("I had a rotten day. Something like The Shining").rest == "I had a rotten day."


@pytest.mark.parametrize(
    "wish",
    [
        "a comedy from the 90s",
        "Something funny from the nineties",
        "could you show us some thriller?",
    ],
)
def test_a_wish_that_leaves_nothing_but_grammar_says_nothing_of_a_mood(known, db, wish):
    understood = understand(wish)
    assert understood.chips
    assert understood.rest == ""


def test_a_chip_survives_being_stored():
    chip = Chip(About.PERSON, "3,14", "Tom Hanks")
    assert Chip.from_json(chip.as_json()) == chip
    with pytest.raises(ValueError, match="nonsense"):
        Chip.from_json({"about": "nonsense", "value": "", "label": ""})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join),
    )
)
def test_whatever_is_typed_nothing_breaks_and_no_word_is_made_up(known, db, text):
    understood = understand(text)
    assert set(understood.rest.split()) <= set(re.split(r"\s+", text)) | set(_torn(text, understood.rest))
    for chip in understood.chips:
        assert chip.label
        apply(Wish(), [chip])


def _torn(text: str, rest: str) -> list[str]:
    """Parts of words a wish was cut out of."""
    return [word for word in rest.split() if word in text]


def test_a_diary_is_searched_only_at_its_beginning(known, db):
    assert not understand("I am sad today. " * 200 + "a comedy please").chips


def test_the_page_about_wishes_lists_exactly_what_is_missed(known, db):
    page = (Path(__file__).parents[2] / "docs" / "wishes.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^- `(.*)`$", page, re.MULTILINE))
    table = rows()
    assert listed == {sentence for sentence, wanted in table if said(sentence) != wanted}
    assert f"holds {len(table)} sentences" in page
