"""Measures how fast IMDb's datasets go in, and in how much memory, on files made up for it.

    python tests/movies/bench_import.py --titles 2000000
    python tests/movies/bench_import.py --titles 200000 --everything --database postgres://…

Makes title.basics and title.ratings of so many rows (with --everything all six files) and of a tenth of them, then
reads and imports both in processes of their own; the last line is JSON. A title is a row of title.basics, a film one
that the filters let through. Each rate is given by the clock and by the seconds of a core it took, which other work on
the machine hardly changes (a database server's own are not in it). Give it an empty database; without one it makes SQLite files in the folder.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "scrapers")]

KILOBYTES_A_MEGABYTE = 1024


def parse(folder: Path) -> dict[str, float]:
    """Ratings and titles → records, nothing stored."""
    from scrapers.id_sets import IdSet
    from scrapers.imdb_datasets import Dataset, Filters, Log, films_in, read_ratings

    log, seen, titles, films = Log(), IdSet(), 0, 0
    start, spent = time.perf_counter(), time.process_time()
    with Dataset.RATINGS.open(folder) as table:
        *_, ratings = read_ratings(table, log)
    with Dataset.BASICS.open(folder) as table:
        for block in table.blocks():
            titles += len(block.lines)
            films += len(films_in(table, block, Filters(), ratings, seen, log))
    return {"titles": titles, "films": films, **_since(start, spent)}


def upsert(folder: Path) -> dict[str, float]:
    """The whole import into the database that the environment names."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "emoflix_site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from movies.models import ImportRun

    call_command("migrate", verbosity=0)
    start, spent = time.perf_counter(), time.process_time()
    call_command("import_imdb", str(folder), verbosity=0)
    run = ImportRun.objects.latest("pk")
    return {"films": run.new + run.unchanged + run.changed, **_since(start, spent)}


def _since(start: float, spent: float) -> dict[str, float]:
    """Seconds on the clock, and of a core: the same on a machine that does nothing else."""
    return {"seconds": time.perf_counter() - start, "cpu": time.process_time() - spent}


def measured(step: str, folder: Path, database: str = "") -> dict[str, float]:
    """What a step in a process of its own says, with its peak memory."""
    command = [sys.executable, __file__, "--step", step, "--folder", str(folder)]
    environment = os.environ | {"DEBUG": "1"} | ({"DATABASE_URL": database} if database else {})
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def one_step(step: str, folder: Path) -> None:
    found = {"parse": parse, "upsert": upsert}[step](folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_A_MEGABYTE
    print(json.dumps({**found, "peak_mb": round(peak)}))


def _rates(what: str, found: dict[str, float]) -> dict[str, int]:
    return {"clock": round(found[what] / found["seconds"]), "core": round(found[what] / found["cpu"])}


def compare(folder: Path, titles: int, *, everything: bool, database: str) -> dict[str, object]:
    import imdb_dataset_files as files

    result: dict[str, object] = {}
    for name, number in (("tenth", titles // 10), ("whole", titles)):
        made = folder / name
        if everything:
            files.generate(made, number)
        else:
            files.write(made, "title.basics", files.basics(number, seed=7))
            files.write(made, "title.ratings", files.ratings(number, seed=7))
        parsed = measured("parse", made)
        stored = measured("upsert", made, database or f"sqlite:///{folder / name}.sqlite3")
        again = measured("upsert", made, database or f"sqlite:///{folder / name}.sqlite3")
        result[name] = {
            "titles": parsed["titles"],
            "films": stored["films"],
            "parsed_titles_a_second": _rates("titles", parsed),
            "upserted_films_a_second": _rates("films", stored),
            "unchanged_films_a_second": _rates("films", again),
            "parse_peak_mb": parsed["peak_mb"],
            "upsert_peak_mb": max(stored["peak_mb"], again["peak_mb"]),
        }
        print(f"{name}: {result[name]}", flush=True)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--titles", type=int, default=2_000_000)
    parser.add_argument(
        "--everything", action="store_true", help="all six files, not only titles and ratings"
    )
    parser.add_argument("--database", default="", help="an empty database's address instead of SQLite files")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--step", choices=("parse", "upsert"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        one_step(asked.step, asked.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        result = compare(
            asked.folder or Path(folder), asked.titles, everything=asked.everything, database=asked.database
        )
    print(json.dumps(result))


if __name__ == "__main__":
    main()
