from __future__ import annotations

from movies.models import Movie


def test_a_film_knows_its_pages_elsewhere():
    film = Movie(title="Amélie", year=2001, imdb_id="tt0211915")

    assert film.imdb_url == "https://www.imdb.com/title/tt0211915/"
    assert film.web_search_url.startswith("https://duckduckgo.com/?q=Am%C3%A9lie+2001")
    assert Movie(title="Unknown").imdb_url == ""


def test_a_film_tells_its_decade_and_length():
    film = Movie(title="Amélie", year=2001, runtime_minutes=122)

    assert film.decade == 2000
    assert film.runtime_text == "2 h 2 min"
    assert Movie(title="Short", runtime_minutes=45).runtime_text == "45 min"
    assert (Movie(title="Unknown").decade, Movie(title="Unknown").runtime_text) == (None, "")
    assert str(film) == "Amélie (2001)"
    assert str(Movie(title="Undated")) == "Undated"


def test_the_best_evidence_speaks_of_a_films_quality():
    facts = {"critics_average": 8.1, "tomatometer": 90, "tomato_reviews": 231, "metascore": 70}

    assert Movie(title="A", **facts).rating_sentence == "rated 8.1 in 231 critics' reviews"
    assert (
        Movie(title="B", **facts, imdb_rating=8.3, imdb_votes=640_000).rating_sentence
        == "8.3 from 640,000 votes"
    )
    assert (
        Movie(title="C", tomatometer=90, tomato_reviews=10).rating_sentence
        == "liked in 90 % of 10 critics' reviews"
    )
    assert Movie(title="D", metascore=70).rating_sentence == "Metacritic 70"
    assert Movie(title="E").rating_sentence == ""


def test_the_most_telling_genre_comes_first(film):
    assert film("tt0081505").primary_genre == "Horror"
    assert film("tt0114709").primary_genre == "Animation"
