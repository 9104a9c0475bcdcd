from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from movies.management.commands import sample_netflix
from movies.models import Movie
from movies.storing import catalogue
from movies.twins.matching import Verdict
from scrapers import starter

pytestmark = pytest.mark.django_db

HEADER = (
    "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description"
)
TOY_STORY = 's1,Movie,Toy Story,John Lasseter,"Tom Hanks, Tim Allen",United States,,1995,G,81 min,Comedies,'
OTHER = 's2,Movie,Toy Story,Somebody Else,"Tom Hanks, Bo Player",United States,,1995,G,70 min,Comedies,'
LEAST_MATCHED, MOST_LISTED = 1_000, 40
"""Rows of the real list: the 1,020 and 19 that were read one by one, with room for a better catalogue."""


def sample(path: Path, *options: str) -> list[str]:
    said = StringIO()
    call_command("sample_netflix", str(path), *options, stdout=said)
    return said.getvalue().splitlines()[2:]


@pytest.fixture
def listed(tmp_path: Path, films: None) -> Path:
    path = tmp_path / "netflix_titles.csv"
    path.write_text("\n".join([HEADER, TOY_STORY, OTHER]) + "\n", encoding="utf-8")
    return path


def test_matched_rows_stand_beside_their_films_and_nothing_is_written(listed):
    (line,) = sample(listed)
    assert line.startswith(
        "| s1 | Toy Story (1995, movie) | Toy Story (1995) movie tt0114709 | John Lasseter ⇄ "
    )
    assert not Movie.objects.filter(on_netflix=True).exists()


def test_rows_that_are_only_listed_can_be_looked_at_too(tmp_path, film):
    toy_story = film("tt0114709")
    toy_story.credits.create(
        person=toy_story.people.model.objects.create(name="Bo Player", key="name:bo player"), role="actor"
    )
    toy_story.credits.filter(role="actor").exclude(person__name="Bo Player").delete()
    path = tmp_path / "netflix_titles.csv"
    path.write_text("\n".join([HEADER, OTHER]) + "\n", encoding="utf-8")
    (line,) = sample(path, "--ambiguous")
    assert line.startswith("| s2 | Toy Story (1995, movie) | Toy Story (1995) movie tt0114709 |")


def test_a_file_that_is_not_there_ends_with_one_sentence_and_exit_code_two(tmp_path):
    with pytest.raises(CommandError, match="cannot be read") as error:
        sample(tmp_path / "nothing.csv")
    assert error.value.returncode == 2


def test_the_real_list_is_merged_as_well_as_its_page_says(shared):
    catalogue.take_in(starter.unpack(starter.verified()), source="wikidata")
    found = [judged.verdict for _, judged in sample_netflix.judge(shared / "movies" / "netflix_titles.csv")]
    assert found.count(Verdict.MATCHED) >= LEAST_MATCHED
    assert 0 < found.count(Verdict.AMBIGUOUS) <= MOST_LISTED
