"""Official-looking IMDb datasets of any size, the same for the same seed: for tests, and for measuring by hand.

    python tests/scrapers/imdb_dataset_files.py FOLDER --titles 2000000

writes every file of the download page; `/usr/bin/time -v manage.py import_imdb FOLDER` then shows speed and memory.
"""

from __future__ import annotations

import argparse
import gzip
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

KINDS = ("movie", "movie", "movie", "tvMovie", "tvEpisode", "short", "tvSeries", "videoGame")
GENRES = ("Drama", "Comedy", "Horror", "Documentary", "Action,Crime,Thriller", "Comedy,Romance", "Reality-TV")
WORDS = (
    "Night",
    "River",
    "Été",
    "House",
    "Last",
    "Blue",
    "夜",
    "Summer",
    "Letter",
    "Road",
    "Herz",
    "Silent",
    '"Moon"',
)
FIRST_NAMES = ("Ana", "Bo", "Chiara", "Đorđe", "Elif", "Femi", "Greta", "Hiro", "Ines", "Jun")
LAST_NAMES = ("Silva", "Berg", "Rossi", "Petrović", "Kaya", "Okafor", "Novak", "Tanaka", "Costa", "Lee")
REGIONS = ("US", "DE", "FR", "JP", r"\N")

HEADERS = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres",
    "title.ratings": "tconst averageRating numVotes",
    "title.akas": "titleId ordering title region language types attributes isOriginalTitle",
    "title.principals": "tconst ordering nconst category job characters",
    "title.crew": "tconst directors writers",
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
}


def write(folder: Path, name: str, rows: Iterable[str], *, level: int = 1) -> Path:
    """A packed file of tab-separated rows under its header."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.tsv.gz"
    with gzip.open(path, "wt", encoding="utf-8", newline="\n", compresslevel=level) as stream:
        stream.write(HEADERS[name].replace(" ", "\t") + "\n")
        stream.writelines(row + "\n" for row in rows)
    return path


def generate(folder: Path, titles: int, *, people: int | None = None, seed: int = 7) -> None:
    """All six files about so many titles."""
    people = people or max(titles // 3, 20)
    write(folder, "title.basics", basics(titles, seed))
    write(folder, "title.ratings", ratings(titles, seed))
    write(folder, "title.akas", akas(titles, seed))
    write(folder, "title.principals", principals(titles, people, seed))
    write(folder, "title.crew", crew(titles, people, seed))
    write(folder, "name.basics", names(people, seed))


def basics(titles: int, seed: int) -> Iterator[str]:
    chance = random.Random(f"basics {seed}")
    for number in range(1, titles + 1):
        title = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}"
        year = chance.choice((r"\N", *range(1950, 2026)))
        minutes = chance.choice((r"\N", *range(60, 180)))
        values = (
            f"tt{number:07d}", chance.choice(KINDS), title, chance.choice((title, f"Originale {number}")),
            int(chance.random() < 0.02), year, r"\N", minutes, chance.choice((r"\N", *GENRES)),
        )  # fmt: skip
        yield "\t".join(map(str, values))


def ratings(titles: int, seed: int) -> Iterator[str]:
    chance = random.Random(f"ratings {seed}")
    for number in range(1, titles + 1):
        if chance.random() < 0.4:
            yield f"tt{number:07d}\t{chance.randint(10, 100) / 10}\t{int(5 + 10 ** chance.uniform(0, 6))}"


def akas(titles: int, seed: int) -> Iterator[str]:
    chance = random.Random(f"akas {seed}")
    for number in range(1, titles + 1):
        for ordering in range(1, chance.randint(1, 3)):
            title = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}"
            yield f"tt{number:07d}\t{ordering}\t{title}\t{chance.choice(REGIONS)}\t\\N\timdbDisplay\t\\N\t0"


def principals(titles: int, people: int, seed: int) -> Iterator[str]:
    chance = random.Random(f"principals {seed}")
    for number in range(1, titles + 1):
        for ordering in range(1, chance.randint(2, 6)):
            category = chance.choice(("actor", "actress", "self", "director", "writer", "composer"))
            person = f"nm{chance.randint(1, people):07d}"
            yield f'tt{number:07d}\t{ordering}\t{person}\t{category}\t\\N\t["A ""quoted"" part"]'


def crew(titles: int, people: int, seed: int) -> Iterator[str]:
    chance = random.Random(f"crew {seed}")
    for number in range(1, titles + 1):
        director, writer = (f"nm{chance.randint(1, people):07d}" for _ in range(2))
        yield f"tt{number:07d}\t{director}\t{chance.choice((writer, f'{director},{writer}', chr(92) + 'N'))}"


def names(people: int, seed: int) -> Iterator[str]:
    chance = random.Random(f"names {seed}")
    for number in range(1, people + 1):
        yield f"nm{number:07d}\t{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)} {number % 997}\t\\N\t\\N\tactor\t\\N"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--titles", type=int, default=2_000_000)
    asked = parser.parse_args()
    generate(asked.folder, asked.titles)
