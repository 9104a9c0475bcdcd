"""Measures what a search costs, as it stands and misspelt, on a catalogue of any size.

    python tests/movies/bench_search.py                       # the database that the environment names
    python tests/movies/bench_search.py --words 1000000       # words and names made up, looked up in memory alone

Of each query the tables `misspellings.tsv` and `everyday_slips.tsv` hold what is typed and what is meant. Printed are the seconds of a core that
finding what was meant costs at the median and the 95th percentile, the share of queries that find it, and how often the
misspelt one costs the right one; the last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

ROUNDS = 5
LETTERS = "aaabcdeeeefghiiijklmnnooopqrrssttuuvwxyz"


def _milliseconds(act: Callable[[str], object], queries: Sequence[str]) -> dict[str, float]:
    """Of a core, by query; the least of some rounds each, so that others on the machine count little."""
    spent = []
    for query in queries:
        rounds = []
        for _ in range(ROUNDS):
            start = time.process_time()
            act(query)
            rounds.append(time.process_time() - start)
        spent.append(min(rounds) * 1000)
    ordered = sorted(spent)
    return {
        "p50": round(statistics.median(ordered), 2),
        "p95": round(ordered[int(len(ordered) * 0.95)], 2),
    }


def catalogue() -> dict[str, Any]:
    from misspelt import EVERYDAY, TABLE, is_found, queries

    from movies.models import Movie
    from movies.searching import names
    from movies.searching.finding import find

    start = time.process_time()
    built = names.build(0)
    building = time.process_time() - start
    table = [*queries(TABLE), *queries(EVERYDAY)]
    right = _milliseconds(
        lambda text: find(text, Movie.objects.shown()), [meant.partition(":")[2] for _, meant in table]
    )
    wrong = _milliseconds(lambda text: find(text, Movie.objects.shown()), [typed for typed, _ in table])
    missed = [typed for typed, meant in table if not is_found(typed, meant)]
    return {
        "films": len(built.films),
        "words": len(built.vocabulary.words),
        "build_s": round(building, 2),
        "right_ms": right,
        "misspelt_ms": wrong,
        "misspelt_by_right": round(wrong["p50"] / right["p50"], 1),
        "found": round(1 - len(missed) / len(table), 3),
        "missed": missed,
    }


def made_up(titles: int) -> dict[str, Any]:
    """Titles of three words of a made-up vocabulary and two people a film, in memory alone."""
    from movies.searching.names import by_word
    from movies.searching.vocabulary import Packed

    draw = random.Random(7)
    words = ["".join(draw.choices(LETTERS, k=draw.randint(3, 10))) for _ in range(max(titles // 2, 1))]
    keys = [" ".join(draw.choices(words, k=3)) for _ in range(titles)]
    keys += [" ".join(draw.choices(words, k=2)) for _ in range(2 * titles)]
    vocabulary, starts, holding = by_word(keys, {})
    typed = [word[:-2] + word[-1] for word in draw.sample([word for word in words if len(word) > 5], 50)]
    arrays = (vocabulary.sets, vocabulary.names, vocabulary.lengths, starts, holding)
    packed = (vocabulary.words, Packed.of([key.encode() for key in keys[:titles]]))
    size = sum(one.nbytes for one in arrays) + sum(one.letters.nbytes + one.starts.nbytes for one in packed)
    return {
        "films": titles,
        "words": len(vocabulary.words),
        "nearest_ms": _milliseconds(vocabulary.near, typed),
        "arrays_mb": round(size / 1e6),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--words", type=int, default=0, metavar="TITLES", help="so many titles made up")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emoflix_site.settings")
    import django

    django.setup()
    print(json.dumps(made_up(asked.words) if asked.words else catalogue()))


if __name__ == "__main__":
    main()
