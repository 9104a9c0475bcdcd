"""After any import every film's weighted rating fits the catalogue as it then is."""

from __future__ import annotations

from pathlib import Path

import imdb_dataset_files
import imdb_list_pages
import pytest
from django.core.management import call_command

from movies.models import ImportRun, Movie
from movies.storing import catalogue, freshness
from movies.weighted_rating import weighted_rating
from scrapers import starter
from scrapers.records import FilmRecord

pytestmark = pytest.mark.django_db

KNOWN = "tt0114709"


@pytest.fixture
def rated(db: None) -> None:
    """Two rated films whose weighted ratings are out of date."""
    for number, (imdb_id, title) in enumerate(((KNOWN, "Toy Story"), ("tt0211915", "Amélie"))):
        Movie.objects.create(
            imdb_id=imdb_id, title=title, year=1995, imdb_rating=8.0 + number, imdb_votes=90_000
        )
    Movie.objects.update(weighted_rating=1.0)


def imdb(folder: Path) -> None:
    imdb_dataset_files.generate(folder, 40)
    call_command("import_imdb", str(folder), verbosity=0)


def movielens(folder: Path) -> None:
    (folder / "links.csv").write_text("movieId,imdbId,tmdbId\n1,0114709,\n")
    (folder / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,1,4.0,9\n")
    call_command("import_movielens", str(folder), verbosity=0)


def netflix(folder: Path) -> None:
    header = "type,title,director,cast,country,release_year,rating,duration,listed_in"
    (folder / "n.csv").write_text(f"{header}\nMovie,A New One,,,,2020,R,90 min,Dramas\n")
    call_command("import_netflix", str(folder / "n.csv"), verbosity=0)


def pages(folder: Path) -> None:
    (folder / "search.html").write_text(
        imdb_list_pages.search_page(imdb_list_pages.films(20)), encoding="utf-8"
    )
    call_command("scrape_imdb", "--html-dir", str(folder), verbosity=0)


def starter_catalogue(folder: Path) -> None:
    content = starter.pack(
        [FilmRecord(title="Alien", imdb_id="tt0078748", tomatometer=97, tomato_reviews=129)]
    )
    path = folder / starter.CATALOGUE.name
    path.write_bytes(content)
    path.with_name(starter.CHECKSUM.name).write_text(starter.digest(content))
    call_command("load_starter_catalogue", "--file", str(path), verbosity=0)


@pytest.mark.parametrize("bring_in", [imdb, movielens, netflix, pages, starter_catalogue])
def test_every_import_ends_with_it(tmp_path, rated, bring_in):
    version = freshness.version()

    bring_in(tmp_path)

    assert ImportRun.objects.get().state == "done"
    assert freshness.settled()
    assert freshness.version() != version
    expected = Movie.objects.annotate(_expected=weighted_rating(Movie.objects.all()))
    pairs = list(expected.values_list("weighted_rating", "_expected"))
    assert sum(stored is not None for stored, _ in pairs) >= 2
    for stored, wanted in pairs:
        assert stored == (wanted if wanted is None else pytest.approx(wanted))


def test_an_import_that_changes_nothing_writes_nothing(rated, django_assert_num_queries):
    catalogue.settle()
    with django_assert_num_queries(1):  # asks whether anything went in
        catalogue.settle_if_needed()
