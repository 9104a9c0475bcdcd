from __future__ import annotations

import gzip
import time
from pathlib import Path

import imdb_dataset_files as files
import pytest

from scrapers import imdb_datasets, tsv_blocks
from scrapers.id_sets import IdSet, Ratings
from scrapers.imdb_datasets import Dataset, Filters, Log, Role
from scrapers.tsv_blocks import TableError

LEAST_TITLES_A_SECOND = 20_000


def row(tconst: str = "tt0000001", **values: object) -> str:
    """A line of title.basics; what is not said is as usual."""
    usual = {
        "titleType": "movie", "primaryTitle": "The Harbour", "originalTitle": "The Harbour", "isAdult": 0,
        "startYear": 1999, "endYear": r"\N", "runtimeMinutes": 101, "genres": "Drama",
    }  # fmt: skip
    return "\t".join(map(str, [tconst, *(usual | values).values()]))


def read(
    folder: Path, filters: Filters | None = None, ratings: Ratings | None = None, log: Log | None = None
):
    """Every film of the folder's title.basics."""
    seen, log = IdSet(), log or Log()
    with Dataset.BASICS.open(folder) as table:
        return [
            film
            for block in table.blocks()
            for film in imdb_datasets.films_in(
                table, block, filters or Filters(), ratings or Ratings(), seen, log
            )
        ]


def read_ratings(folder: Path, log: Log) -> Ratings:
    ratings = Ratings()
    with Dataset.RATINGS.open(folder) as table:
        for filled in imdb_datasets.read_ratings(table, log):
            ratings = filled
    return ratings


def test_a_line_becomes_a_film(tmp_path):
    files.write(tmp_path, "title.basics", [row(originalTitle="Satama", genres="Comedy,Drama")])
    files.write(tmp_path, "title.ratings", ["tt0000001\t7.6\t12345"])
    ratings = read_ratings(tmp_path, Log())

    (film,) = read(tmp_path, ratings=ratings)

    assert (film.imdb_id, film.title, film.original_title) == ("tt0000001", "The Harbour", "Satama")
    assert (film.year, film.kind, film.runtime_minutes) == (1999, "movie", 101)
    assert (film.genres, film.rating, film.votes) == (("Comedy", "Drama"), 7.6, 12345)
    assert film.source_layout == "datasets"


def test_null_is_unknown_wherever_it_stands(tmp_path):
    nulls = dict.fromkeys(("originalTitle", "isAdult", "startYear", "runtimeMinutes", "genres"), r"\N")
    files.write(tmp_path, "title.basics", [row(**nulls)])
    log = Log()

    (film,) = read(tmp_path, log=log)

    assert (film.year, film.runtime_minutes, film.genres, film.original_title) == (None, None, (), None)
    assert log.notes == []


def test_quotes_are_letters_and_no_quoting(tmp_path):
    title = '"Crocodile" Dundee says "Hi'
    files.write(tmp_path, "title.basics", [row(primaryTitle=title), row("tt0000002", primaryTitle='"')])
    assert [film.title for film in read(tmp_path)] == [title, '"']


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (row(primaryTitle="Two\tHalves"), "10 values instead of 9"),
        ("tt0000001\tmovie\tBroken", "3 values instead of 9"),
        (row("tt123"), "“tt123” is no title's id"),
        (row("nm0000001"), "“nm0000001” is no title's id"),
        (row(primaryTitle=r"\N"), "tt0000001 has no title"),
        (row(primaryTitle="  "), "tt0000001 has no title"),
    ],
)
def test_a_wrong_line_is_named_and_the_rest_goes_in(tmp_path, line, why):
    files.write(tmp_path, "title.basics", [line, row("tt0000009")])
    log = Log()

    assert [film.imdb_id for film in read(tmp_path, log=log)] == ["tt0000009"]
    assert log.left_out == 1
    assert log.notes == [f"title.basics.tsv.gz, line 2: {why}; left out."]


@pytest.mark.parametrize(
    ("values", "field", "why"),
    [
        ({"startYear": "9" * 200}, "year", f"“{'9' * 40}…” is no year"),
        ({"startYear": "next"}, "year", "“next” is no year"),
        ({"startYear": "0199"}, "year", "“0199” is no year"),
        ({"runtimeMinutes": "Reality-TV"}, "runtime_minutes", "“Reality-TV” is no running time"),
        ({"runtimeMinutes": "-5"}, "runtime_minutes", "“-5” is no running time"),
    ],
)
def test_a_value_that_cannot_be_is_named_and_the_rest_of_the_line_goes_in(tmp_path, values, field, why):
    files.write(tmp_path, "title.basics", [row(**values)])
    log = Log()

    (film,) = read(tmp_path, log=log)

    assert getattr(film, field) is None
    assert log.mended == 1
    assert why in log.notes[0]


def test_a_title_that_is_not_utf_8_is_named_and_the_rest_goes_in(tmp_path):
    header = "\t".join(Dataset.BASICS.columns).encode() + b"\n"
    latin = row(primaryTitle="Bäume").encode("latin-1")
    (tmp_path / "title.basics.tsv").write_bytes(header + latin + b"\n" + row("tt0000002").encode() + b"\n")
    log = Log()

    assert [film.imdb_id for film in read(tmp_path, log=log)] == ["tt0000002"]
    assert "not UTF-8" in log.notes[0]


def test_the_first_of_two_lines_with_one_id_counts(tmp_path):
    files.write(
        tmp_path, "title.basics", [row(), row("tt0000002"), row(primaryTitle="An Impostor", startYear=2001)]
    )
    log = Log()

    films = read(tmp_path, log=log)

    assert [(film.imdb_id, film.title) for film in films] == [
        ("tt0000001", "The Harbour"),
        ("tt0000002", "The Harbour"),
    ]
    assert log.notes == ["title.basics.tsv.gz, line 4: tt0000001 stands on an earlier line; left out."]


def test_filters_choose_kind_adult_votes_and_year(tmp_path):
    lines = [
        row("tt0000001"),
        row("tt0000002", titleType="tvMovie"),
        row("tt0000003", titleType="tvEpisode"),
        row("tt0000004", isAdult=1),
        row("tt0000005", startYear=2020),
        row("tt0000006", startYear=r"\N"),
    ]
    files.write(tmp_path, "title.basics", lines)
    ratings = Ratings()
    ratings.add(1, 75, 100)
    ratings.add(2, 75, 99)

    def chosen(**filters: object) -> list[int]:
        films = read(tmp_path, Filters(**filters), ratings)
        return [imdb_datasets.number_of(film.imdb_id) for film in films]

    assert chosen() == [1, 2, 5, 6]
    assert chosen(adult=True) == [1, 2, 4, 5, 6]
    assert chosen(kinds=frozenset({"tvEpisode"})) == [3]
    assert chosen(least_votes=100) == [1]
    assert chosen(first_year=2000) == [5]
    assert chosen(last_year=2000) == [1, 2]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("tt0000001\t7.5\t1000000000", "“1000000000” is no number of votes"),
        ("tt0000001\t7.5\tmany", "“many” is no number of votes"),
        ("tt0000001\t7.5\t-1", "“-1” is no number of votes"),
        ("tt0000001\t11.0\t10", "“11.0” is no rating"),
        ("tt0000001\tnan\t10", "“nan” is no rating"),
        (r"tt0000001	\N	\N", r"“\N” is no rating"),
    ],
)
def test_a_rating_that_cannot_be_is_named_and_the_rest_goes_in(tmp_path, line, why):
    files.write(tmp_path, "title.ratings", [line, "tt0000002\t8.0\t5"])
    log = Log()

    ratings = read_ratings(tmp_path, log)

    assert (ratings.get(1), ratings.get(2)) == (None, (8.0, 5))
    assert log.notes == [f"title.ratings.tsv.gz, line 2: {why}; left out."]


def test_ratings_are_found_in_whatever_order_they_stand(tmp_path):
    files.write(tmp_path, "title.ratings", ["tt10000000\t8.0\t5", "tt0000002\t6.1\t7", "tt0000002\t1.0\t1"])
    log = Log()

    ratings = read_ratings(tmp_path, log)

    assert (ratings.get(10_000_000), ratings.get(2), ratings.get(3)) == ((8.0, 5), (6.1, 7), None)
    assert "has a rating already" in log.notes[0]


def test_a_cut_off_file_gives_its_whole_lines_and_says_where_it_ends(tmp_path):
    path = files.write(tmp_path, "title.basics", (row(f"tt{n:07d}") for n in range(1, 60_000)))
    path.write_bytes(path.read_bytes()[:-2000])
    films = []

    with Dataset.BASICS.open(tmp_path) as table:
        found = (
            film
            for block in table.blocks()
            for film in imdb_datasets.films_in(table, block, Filters(), Ratings(), IdSet(), Log())
        )
        with pytest.raises(TableError, match="cut off or damaged after line"):
            films.extend(found)

    assert 10_000 < len(films) < 60_000
    assert films[-1].imdb_id == f"tt{len(films):07d}"


def test_bytes_damaged_on_the_way_are_told(tmp_path):
    path = files.write(tmp_path, "title.basics", (row(f"tt{n:07d}") for n in range(1, 60_000)))
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 200] = bytes(200)
    path.write_bytes(content)

    with pytest.raises(TableError, match="cut off or damaged"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"tconst\tordering\n", "is another file"),
        (b"<!DOCTYPE html><html>", "is another file"),
        (b"", "is empty"),
        (gzip.compress(b"tconst\n", mtime=0)[:12], "cut off or damaged from its first line on"),
    ],
)
def test_a_wrong_header_is_refused_by_name(tmp_path, content, why):
    (tmp_path / "title.basics.tsv.gz").write_bytes(content)
    with pytest.raises(TableError, match=why) as refusal:
        Dataset.BASICS.open(tmp_path)
    assert "title.basics.tsv.gz" in str(refusal.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(TableError, match=r"There is no title\.basics\.tsv\.gz in"):
        Dataset.BASICS.open(tmp_path)


def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(tsv_blocks, "MOST_LINE_BYTES", 1000)
    files.write(tmp_path, "title.basics", [row(), "x" * 600_000])
    with pytest.raises(TableError, match="line 3 has no end"):
        read(tmp_path)


def test_an_unpacked_file_with_windows_line_ends_and_no_last_one_is_read(tmp_path):
    header = "\t".join(Dataset.BASICS.columns)
    text = "\ufeff" + "\r\n".join([header, row(), row("tt0000002")])
    (tmp_path / "title.basics.tsv").write_text(text, encoding="utf-8", newline="")
    assert [(film.imdb_id, film.genres) for film in read(tmp_path)] == [
        ("tt0000001", ("Drama",)),
        ("tt0000002", ("Drama",)),
    ]


def test_reading_goes_on_behind_any_line(tmp_path, monkeypatch):
    monkeypatch.setattr(tsv_blocks, "BLOCK_BYTES", 500)
    files.write(tmp_path, "title.basics", (row(f"tt{n:07d}") for n in range(1, 200)))
    for after in (1, 2, 77, 199, 200):
        with Dataset.BASICS.open(tmp_path) as table:
            lines = [line for block in table.blocks(after) for line in enumerate(block.lines, block.first)]
        assert [number for number, _ in lines] == list(range(after + 1, 201))
        assert all(text.startswith(f"tt{number - 1:07d}".encode()) for number, text in lines)


def test_credits_names_and_other_titles_are_those_of_the_chosen_films(tmp_path):
    films, people, seen, log = IdSet([1]), IdSet([7, 8]), IdSet(), Log()
    files.write(
        tmp_path,
        "title.principals",
        [
            'tt0000001\t1\tnm0000007\tactress\t\\N\t["Ann"]',
            "tt0000001\t2\tnm0000008\tdirector\t\\N\t\\N",
            "tt0000001\t3\tnm0000009\tcomposer\t\\N\t\\N",
            "tt0000002\t1\tnm0000007\tactress\t\\N\t\\N",
            "tt0000001\t4\tsomebody\tself\t\\N\t\\N",
        ],
    )
    files.write(tmp_path, "title.crew", ["tt0000001\tnm0000008\tnm0000007,x", "tt0000002\tnm0000008\t\\N"])
    files.write(
        tmp_path,
        "title.akas",
        ["tt0000001\t1\tDer Hafen\tDE\tde\t\\N\t\\N\t0", "tt0000002\t1\tLe Port\tFR\t\\N\t\\N\t\\N\t0"],
    )
    files.write(
        tmp_path,
        "name.basics",
        [f"nm000000{n}\tPerson {n}\t1950\t\\N\tactor\t\\N" for n in (7, 8, 9)]
        + ["nm0000007\tAn Impostor\t\\N\t\\N\t\\N\t\\N"],
    )

    def found(dataset: Dataset, reader, *arguments: object):
        with dataset.open(tmp_path) as table:
            return [one for block in table.blocks() for one in reader(table, block, *arguments, log)]

    credits = found(Dataset.PRINCIPALS, imdb_datasets.credits_in, films)
    assert [(c.person, c.role, c.position) for c in credits] == [(7, Role.ACTOR, 1), (8, Role.DIRECTOR, None)]
    crew = found(Dataset.CREW, imdb_datasets.crew_in, films)
    assert [(c.person, c.role) for c in crew] == [(8, Role.DIRECTOR), (7, Role.WRITER)]
    (aka,) = found(Dataset.AKAS, imdb_datasets.other_titles_in, films)
    assert (aka.title, aka.region, aka.language) == ("Der Hafen", "DE", "de")
    with Dataset.NAMES.open(tmp_path) as table:
        names = [imdb_datasets.names_in(table, block, people, seen, log) for block in table.blocks()]
    assert names == [{7: "Person 7", 8: "Person 8"}]
    assert log.notes == [
        "title.principals.tsv.gz, line 6: “somebody” is no person's id; left out.",
        "title.crew.tsv.gz, line 2: “x” is no person's id; the rest of the line went in.",
        "name.basics.tsv.gz, line 5: nm0000007 stands on an earlier line; left out.",
    ]


def test_the_log_names_a_bounded_number_of_lines_and_counts_all(tmp_path):
    files.write(tmp_path, "title.basics", ["broken"] * 1000)
    log = Log()
    read(tmp_path, log=log)
    assert (len(log.notes), log.left_out) == (imdb_datasets.MOST_NOTES, 1000)


def test_a_set_of_numbers_is_a_set():
    numbers = IdSet([5, 70_000, 5, 3])
    assert (len(numbers), list(numbers)) == (3, [3, 5, 70_000])
    assert 5 in numbers
    assert 6 not in numbers
    assert 10**9 not in numbers
    assert not numbers.add(3)


def test_titles_are_parsed_as_fast_as_promised(tmp_path):
    titles = 20_000
    files.write(tmp_path, "title.basics", files.basics(titles, seed=1))
    files.write(tmp_path, "title.ratings", files.ratings(titles, seed=1))
    ratings = read_ratings(tmp_path, Log())

    def seconds() -> float:
        start = time.process_time()
        films = read(tmp_path, ratings=ratings)
        assert len(films) > titles / 3
        return time.process_time() - start

    assert titles / min(seconds() for _ in range(3)) > LEAST_TITLES_A_SECOND
