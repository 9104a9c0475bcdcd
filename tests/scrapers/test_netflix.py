from __future__ import annotations

from pathlib import Path

import pytest

from scrapers import netflix
from scrapers.csv_rows import CsvError, LeftOut
from scrapers.netflix import NetflixTitle

HEADER = (
    "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description"
)


def read(tmp_path: Path, *rows: str) -> tuple[list[NetflixTitle], list[str]]:
    path = tmp_path / "netflix_titles.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    left_out = LeftOut()
    return list(netflix.read(path, left_out)), left_out.sentences


def test_a_row_becomes_a_record(tmp_path):
    rows, left_out = read(
        tmp_path,
        's1,Movie,Amélie,Jean-Pierre Jeunet,"Audrey Tautou, Mathieu Kassovitz","France, Germany",'
        '"June 1, 2020",2001,R,122 min,"Comedies, International Movies, Romantic Movies","A shy waitress, ""Amélie""."',
    )
    assert not left_out
    (row,) = rows
    film = row.record
    assert (row.line, row.show_id) == (2, "s1")
    assert (film.title, film.year, film.kind, film.runtime_minutes) == ("Amélie", 2001, "movie", 122)
    assert (film.directors, film.cast) == (("Jean-Pierre Jeunet",), ("Audrey Tautou", "Mathieu Kassovitz"))
    assert (film.genres, film.countries) == (("Comedy", "Romance"), ("France", "Germany"))
    assert (film.certificate, film.plot) == ("R", 'A shy waitress, "Amélie".')


@pytest.mark.parametrize(
    ("kind", "shelves", "expected"),
    [
        ("Movie", "Dramas", "movie"),
        ("Movie", "Stand-Up Comedy", "tvSpecial"),
        ("TV Show", "TV Dramas", "tvSeries"),
    ],
)
def test_type_and_shelf_tell_the_kind(tmp_path, kind, shelves, expected):
    rows, _ = read(tmp_path, f"s1,{kind},X,,,,,2001,R,2 Seasons,{shelves},")
    assert rows[0].record.kind == expected


def test_a_dubbed_version_is_the_film_in_that_language_and_other_brackets_stay(tmp_path):
    rows, _ = read(
        tmp_path,
        "s1,Movie,Boomika (Hindi),,,,,2021,R,122 min,Dramas,",
        "s2,Movie,Angry Birds (Remix),,,,,2021,R,12 min,Dramas,",
    )
    assert [(row.record.title, row.record.languages) for row in rows] == [
        ("Boomika", ("hi",)),
        ("Angry Birds (Remix)", ()),
    ]


def test_a_duration_in_the_ratings_column_is_put_back(tmp_path):
    rows, _ = read(tmp_path, "s1,Movie,Louis C.K. 2017,,,,,2017,74 min,,Movies,")
    assert (rows[0].record.runtime_minutes, rows[0].record.certificate) == (74, None)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("s1,Movie,15-Aug,,,,,2019,R,90 min,Dramas,", "a spreadsheet made the title a date, “15-Aug”"),
        ("s1,Movie,,,,,,2019,R,90 min,Dramas,", "it has no title"),
        ("s1,Movie,NaN,,,,,2019,R,90 min,Dramas,", "it has no title"),
        ("s1,Game,X,,,,,2019,R,90 min,Dramas,", "“Game” is neither Movie nor TV Show"),
        ("s1,Movie,X,,,,,\\N,R,90 min,Dramas,", "“\\N” is no year"),
        (f"s1,Movie,X,,,,,{'2' * 200},R,90 min,Dramas,", f"“{'2' * 40}” is no year"),
        ("s1,Movie,X,2019", "4 values instead of 12"),
    ],
)
def test_a_wrong_row_is_named_and_the_others_are_read(tmp_path, row, why):
    rows, left_out = read(tmp_path, row, "s2,Movie,Amélie,,,,,2001,R,122 min,Comedies,")
    assert [each.record.title for each in rows] == ["Amélie"]
    assert left_out == [f"netflix_titles.csv, line 2: {why}; left out."]


def test_nulls_tabs_and_line_ends_inside_quotes_do_no_harm(tmp_path):
    rows, left_out = read(
        tmp_path,
        's1,Movie,"A\tbroken\ntitle",\\N,,nan,,2001,UR,,Dramas,null',
        "s2,Movie,B,,,,,2001,R,1 min,x,",
    )
    assert not left_out
    film = rows[0].record
    assert (film.title, film.countries, film.certificate, film.plot) == ("A broken title", (), None, None)
    assert [row.line for row in rows] == [3, 4]


def test_reading_goes_on_behind_a_line(tmp_path):
    path = tmp_path / "netflix_titles.csv"
    path.write_text(f"{HEADER}\n" + "".join(f"s{n},Movie,T{n},,,,,2001,R,9 min,x,\n" for n in range(4)))
    assert [row.line for row in netflix.read(path, LeftOut(), after=3)] == [4, 5]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"title,year\nA,2001\n", "has no column type and no director"),
        (b"", "has no column type"),
        (b"\xff\xfe\x00b\x00a", "is no comma-separated text"),
        (b"\x1f\x8b\x08\x00\x00", "is no comma-separated text"),
    ],
)
def test_another_file_is_refused_with_one_sentence(tmp_path, content, why):
    path = tmp_path / "netflix_titles.csv"
    path.write_bytes(content)
    with pytest.raises(CsvError, match=why):
        list(netflix.read(path, LeftOut()))
