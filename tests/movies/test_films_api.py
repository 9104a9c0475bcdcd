"""The catalogue for other programs."""

from __future__ import annotations


def test_films_are_searched_and_filtered(films, client):
    french = client.get("/api/v1/films/", {"language": "fr"}).json()
    assert french["results"]
    assert all("fr" in film["languages"] for film in french["results"])
    first = client.get("/api/v1/films/").json()["results"][0]
    found = client.get("/api/v1/films/", {"search": first["title"]}).json()
    assert first["id"] in [film["id"] for film in found["results"]]
    assert client.get("/api/v1/films/", {"year_from": "soon"}).status_code == 400


def test_a_page_of_films_costs_a_fixed_number_of_queries(films, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get("/api/v1/films/")
