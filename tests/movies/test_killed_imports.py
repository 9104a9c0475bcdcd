"""Every import is killed at random moments and begun again: the database must be the one a clean run leaves.

EMOFLIX_KILLS sets how often each is killed, EMOFLIX_SEED repeats a run that failed.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import imdb_dataset_files
import imdb_list_pages
import pytest

from scrapers import starter
from scrapers.records import FilmRecord

SCRIPT = Path(__file__).parent / "killed_import.py"
KILLS = int(os.environ.get("EMOFLIX_KILLS", "3"))
FILMS = 200


@pytest.fixture(scope="module")
def known() -> list[FilmRecord]:
    """Some films of the starter catalogue."""
    return [film for film in starter.unpack(starter.verified()) if film.year and film.directors][:FILMS]


@pytest.fixture(scope="module")
def catalogue_file(known: list[FilmRecord], tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = starter.pack(known)
    path = tmp_path_factory.mktemp("starter") / starter.CATALOGUE.name
    path.write_bytes(content)
    path.with_name(starter.CHECKSUM.name).write_text(f"{starter.digest(content)}  {path.name}\n")
    return path


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the databases lie that hold nothing before the import."""
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where those lie that hold the known films before."""
    return tmp_path_factory.mktemp("filled")


def survives(folder: Path, *command: object, first: Sequence[object] = ()) -> None:
    seed = os.environ.get("EMOFLIX_SEED", str(time.time_ns()))
    setup = json.dumps([str(part) for part in first])
    arguments = [sys.executable, SCRIPT, folder, seed, str(KILLS), setup, *map(str, command)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, f"EMOFLIX_SEED={seed}: {done.stdout[-3000:]}{done.stderr[-2000:]}"
    assert "'Movie'" in done.stdout


def test_imdb(empty, tmp_path):
    imdb_dataset_files.generate(tmp_path / "imdb", 400)
    survives(empty, "import_imdb", tmp_path / "imdb")


def test_imdb_into_a_catalogue_that_is_there(filled, tmp_path, catalogue_file, known):
    rows = [
        f"{film.imdb_id}\tmovie\t{film.title} again\t{film.title}\t0\t{film.year}\t\\N\t99\tDrama"
        for film in known
    ]
    imdb_dataset_files.write(tmp_path / "imdb", "title.basics", rows)
    survives(
        filled, "import_imdb", tmp_path / "imdb", first=["load_starter_catalogue", "--file", catalogue_file]
    )


def test_the_starter_catalogue(empty, catalogue_file):
    survives(empty, "load_starter_catalogue", "--file", catalogue_file)


def test_netflix(filled, tmp_path, catalogue_file, known):
    """Known films, new ones, some told twice and some that stay open."""
    path, chance = tmp_path / "netflix_titles.csv", random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(
            [
                "show_id",
                "type",
                "title",
                "director",
                "cast",
                "country",
                "release_year",
                "rating",
                "duration",
                "listed_in",
            ]
        )
        for number, film in enumerate(known):
            title = chance.choice((film.title, film.title, f"New {number}", f"New {number // 9}"))
            director = chance.choice((film.directors[0], "Somebody Else"))
            cast = ", ".join(film.cast[:4])
            rows.writerow(
                [f"s{number}", "Movie", title, director, cast, "Norway", film.year, "R", "9 min", "Dramas"]
            )
    survives(filled, "import_netflix", path, first=["load_starter_catalogue", "--file", catalogue_file])


def test_movielens(filled, tmp_path, catalogue_file, known):
    folder = tmp_path / "movielens"
    folder.mkdir()
    numbered = list(enumerate(known))
    links = "".join(f"{n},{(film.imdb_id or '')[2:]},\n" for n, film in numbered)
    (folder / "links.csv").write_text(f"movieId,imdbId,tmdbId\n{links}")
    stars = "".join(f"{user},{n},{1 + (user + n) % 5},9\n" for n, _ in numbered for user in range(3))
    (folder / "ratings.csv").write_text(f"userId,movieId,rating,timestamp\n{stars}")
    tags = "".join(f"{user},{n},tag {n % 7},9\n" for n, _ in numbered for user in range(2))
    (folder / "tags.csv").write_text(f"userId,movieId,tag,timestamp\n{tags}")
    survives(filled, "import_movielens", folder, first=["load_starter_catalogue", "--file", catalogue_file])


def test_saved_pages(empty, tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    films = imdb_list_pages.films(240)
    for start in range(0, len(films), 20):
        page = imdb_list_pages.search_page(films[start : start + 20])
        (folder / f"{start:03d}.html").write_text(page, encoding="utf-8")
    survives(empty, "scrape_imdb", "--html-dir", folder)
