from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing

import pytest

from scrapers.bokeh_movies import MEMBER, Dropped, SourceError, read

COLUMNS = "ID, imdbID, Title, Year, Rating, Runtime, Genre, Director, Cast, Metacritic, Language, Country"
MASH = (
    1, "tt0066026", "M*A*S*H", 1970, "GP", 116.0, "War, Comedy, Drama", "Robert Altman",
    "Elliott Gould, Fred Williamson, Jr., list of M*A*S*H characters (1970), Robert Duvall", 80,
    "American English, Na'vi, Japanese", "United States, British Hong Kong",
)  # fmt: skip
RECUT = (2, "tt0066026", "M*A*S*H Redux", 1999, None, 3.0, None, None, None, None, None, None)
SPARSE = (3, "tt0000003", "Nothing Known", 1950, None, 1.0, None, None, None, None, None, None)


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "movies.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"create table omdb ({COLUMNS})")
        connection.execute("create table tomatoes (ID, Rating, Meter, Reviews)")
        connection.executemany(f"insert into omdb values ({','.join('?' * 12)})", [RECUT, MASH, SPARSE])
        connection.execute("insert into tomatoes values (1, 8.4, 84, 55), (2, 7.0, 70, 6)")
        connection.commit()
    return path


def test_a_row_becomes_a_record_in_our_vocabulary(database):
    film = next(record for record in read(database) if record.title == "M*A*S*H")
    assert (film.imdb_id, film.year, film.kind, film.runtime_minutes) == ("tt0066026", 1970, "movie", 116)
    assert film.certificate == "PG"
    assert film.genres == ("Comedy", "Drama", "War")
    assert film.languages == ("en", "ja")
    assert film.countries == ("United States", "Hong Kong")
    assert (film.tomatometer, film.tomato_reviews, film.critics_average, film.metascore) == (84, 55, 8.4, 80)
    assert not film.cast_in_order


def test_a_suffix_a_comma_cut_off_goes_back_to_its_name(database):
    film = next(record for record in read(database) if record.title == "M*A*S*H")
    assert film.cast == ("Elliott Gould", "Fred Williamson, Jr.", "Robert Duvall")


def test_one_film_an_id_and_what_was_left_out_is_counted(database):
    dropped = Dropped()
    films = list(read(database, dropped))
    assert [film.title for film in films] == ["Nothing Known", "M*A*S*H"]
    assert dropped.counts["second cut under an IMDb id already taken"] == 1
    assert dropped.counts["cast entry that is no person"] == 1
    assert dropped.counts["running time below 5 minutes"] == 1
    assert dropped.unknown_languages == {"Na'vi": 1}


def test_what_is_not_known_stays_unknown(database):
    sparse = next(record for record in read(database) if record.title == "Nothing Known")
    assert (sparse.runtime_minutes, sparse.tomatometer, sparse.cast, sparse.languages) == (None, None, (), ())


def test_the_wheel_gives_what_its_database_gives(database, tmp_path):
    wheel = tmp_path / "package.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(database, MEMBER)
    assert list(read(wheel)) == list(read(database))


def test_files_that_are_not_it_are_refused_in_a_sentence(tmp_path):
    with pytest.raises(SourceError, match=r"There is no file gone\.whl"):
        list(read(tmp_path / "gone.whl"))
    other = tmp_path / "other.db"
    other.write_bytes(b"not a database at all, just some bytes that go on for a while" * 20)
    with pytest.raises(SourceError, match="not the package's film database"):
        list(read(other))
    wheel = tmp_path / "other.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("README", "nothing")
    with pytest.raises(SourceError, match="a wheel without"):
        list(read(wheel))
