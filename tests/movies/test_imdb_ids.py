from __future__ import annotations

import pytest

from movies.imdb_ids import bare_id, name_id, title_id
from movies.models import Movie, MovieAlias, Person

AMELIE = "tt0211915"


@pytest.mark.parametrize(
    "text",
    [
        AMELIE,
        " TT0211915 ",
        "tt211915",
        "https://www.imdb.com/title/tt0211915/",
        "https://m.imdb.com/de/title/tt0211915/?ref_=nv_sr_1",
        "www.imdb.com/title/tt0211915#cast",
    ],
)
def test_a_film_is_known_however_its_id_is_pasted(text):
    assert title_id(text) == AMELIE


@pytest.mark.parametrize(
    "text", ["", "1917", "0211915", "matt0211915", "ttt", "https://www.imdb.com/name/nm0851582/"]
)
def test_what_is_no_id_is_none(text):
    assert title_id(text) is None


def test_a_person_is_known_by_an_address():
    assert name_id("https://www.imdb.com/name/nm0851582/") == "nm0851582"
    assert name_id("tt0211915") is None


def test_a_number_may_be_an_id():
    assert bare_id(" 0211915 ") == AMELIE
    assert bare_id("2001") is None


@pytest.mark.parametrize("text", ["0211915", "https://www.imdb.com/title/tt0211915/", AMELIE])
def test_the_search_finds_a_film_by_its_id(few_films, text):
    assert [film.title for film in Movie.objects.search(text)] == ["Amélie"]


def test_the_search_finds_a_film_by_an_id_that_was_merged_into_it(film):
    MovieAlias.objects.create(imdb_id="tt7654321", movie=film(AMELIE))
    assert Movie.objects.search("tt7654321").get() == film(AMELIE)


def test_a_number_that_is_no_id_is_a_title(db):
    film = Movie.objects.create(title="10000000")
    assert Movie.objects.search("10000000").get() == film


def test_people_and_their_films_are_found_by_their_id(few_films):
    person = Person.objects.get(name="Audrey Tautou")
    Person.objects.filter(pk=person.pk).update(imdb_id="nm0851582")
    address = "https://www.imdb.com/name/nm0851582/"
    assert Person.objects.search(address).get() == person
    assert set(Movie.objects.search(address)) == set(person.movies.all())
