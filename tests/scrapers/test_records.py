from __future__ import annotations

import pytest

from scrapers import starter
from scrapers.genres import GENRES, parse_genre, parse_genres
from scrapers.languages import LANGUAGES, language_code, language_name
from scrapers.records import LINE_FIELDS, FilmRecord, search_key

AMELIE = FilmRecord(
    title="Amélie",
    imdb_id="tt0211915",
    year=2001,
    genres=("Comedy", "Romance"),
    cast=("Audrey Tautou",),
    metascore=70,
)


def test_a_record_survives_being_written_as_a_line():
    assert FilmRecord.from_line(AMELIE.as_line()) == AMELIE
    assert set(AMELIE.as_line()) == {"title", "imdb_id", "year", "genres", "cast", "metascore"}


def test_a_line_of_something_else_is_refused():
    with pytest.raises(ValueError, match="not a film record: colour"):
        FilmRecord.from_line({"title": "A", "colour": "red"})
    with pytest.raises(ValueError, match="no title"):
        FilmRecord.from_line({"year": 2001})


def test_the_published_shape_names_every_field_and_unknown_is_null():
    published = FilmRecord(title="A").as_json()
    assert list(published) == [
        "source_file", "source_layout", "imdb_id", "title", "original_title", "year", "kind", "rating", "votes",
        "genres", "runtime_minutes", "directors", "cast", "languages", "countries", "plot", "poster_url", "metascore",
        "certificate",
    ]  # fmt: skip
    assert published["year"] is None
    assert published["genres"] == []
    assert set(LINE_FIELDS) <= set(FilmRecord.__dataclass_fields__)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Amélie", "amelie"),
        ("L’Été", "lete"),
        ("WALL·E", "wall e"),
        ("  Kill  Bill: Vol. 1", "kill bill vol 1"),
        ("!", ""),
    ],
)
def test_search_keys_are_what_people_type(text, key):
    assert search_key(text) == key


def test_genres_of_other_sources_come_home_in_one_order():
    assert parse_genres(["Romance", "science fiction", "COMEDY", "Talk-Show"]) == (
        "Comedy",
        "Romance",
        "Sci-Fi",
    )
    assert parse_genre("Game Show") is None
    assert list(GENRES) == sorted(GENRES)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("en", "en"),
        ("English", "en"),
        ("en-GB", "en"),
        ("Dari", "fa"),
        ("Mandarin", "zh"),
        ("Cantonese", "yue"),
    ],
)
def test_languages_are_known_by_code_tag_name_and_variety(text, code):
    assert language_code(text) == code


def test_an_invented_language_has_no_code():
    assert language_code("Na'vi") is None
    assert language_code("") is None
    assert language_name("xx") == "xx"
    assert len(set(LANGUAGES.values())) == len(LANGUAGES)


def test_packing_gives_the_same_bytes_in_any_order():
    other = FilmRecord(title="Alien", imdb_id="tt0078748")
    assert starter.pack([AMELIE, other]) == starter.pack([other, AMELIE])
    assert list(starter.unpack(starter.pack([AMELIE, other]))) == [other, AMELIE]


def test_bytes_that_are_no_catalogue_are_refused():
    with pytest.raises(starter.StarterError, match="cannot be read"):
        list(starter.unpack(b"not gzip"))
    with pytest.raises(starter.StarterError, match="cannot be read"):
        list(starter.unpack(starter.pack([AMELIE])[:-9]))
