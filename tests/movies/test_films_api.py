"""The catalogue for other programs."""

from __future__ import annotations

import pytest

from movies.models import Movie


def test_films_are_searched_and_filtered(films, client):
    french = client.get("/api/v1/films/", {"language": "fr"}).json()
    assert french["results"]
    assert all("fr" in film["languages"] for film in french["results"])
    first = client.get("/api/v1/films/").json()["results"][0]
    found = client.get("/api/v1/films/", {"search": first["title"]}).json()
    assert first["id"] in [film["id"] for film in found["results"]]
    assert client.get("/api/v1/films/", {"year_from": "soon"}).status_code == 400


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({"search": "godfathr"}, "The Godfather"),
        ({"search": "kubrik"}, "The Shining"),
        ({"search": "shinning xyzzyx"}, "The Shining"),
        ({"search": "Krimi"}, "The Godfather"),
        ({"genre": "Krimi"}, "The Godfather"),
        ({"genre": "crime"}, "The Godfather"),
        ({"genre": "sci fi"}, "The Matrix"),
        ({"language": "French"}, "Amélie"),
        ({"language": "fr-FR"}, "Amélie"),
    ],
)
def test_what_was_meant_is_found(films, client, asked, title):
    answer = client.get("/api/v1/films/", {**asked, "limit": 100}).json()
    assert title in [film["title"] for film in answer["results"]]


def test_pages_of_a_misspelt_search_follow_each_other(films, client):
    address, seen = "/api/v1/films/?search=comdey&limit=5", []
    while address:
        page = client.get(address).json()
        seen += [film["id"] for film in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) > 10
    assert all("Comedy" in Movie.objects.get(pk=pk).genre_names for pk in seen)


@pytest.mark.parametrize(
    ("field", "word", "nearest"),
    [("genre", "Westrn", "Western"), ("language", "Frensh", "French"), ("genre", "xyzzyx", "")],
)
def test_a_genre_or_language_nobody_knows_is_a_problem_that_names_the_nearest(
    films, client, field, word, nearest
):
    answer = client.get("/api/v1/films/", {field: word})
    assert answer.status_code == 400
    (sentence,) = answer.json()["errors"][field]
    assert f"“{word}”" in sentence
    assert nearest in sentence


def test_a_genre_or_language_of_no_film_finds_none(films, client):
    for asked in ({"genre": "Film-Noir", "year_from": 2050}, {"language": "tlh"}):
        answer = client.get("/api/v1/films/", asked)
        assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_a_page_of_films_costs_a_fixed_number_of_queries(films, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get("/api/v1/films/")
