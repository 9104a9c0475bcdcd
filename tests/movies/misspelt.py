"""A table of misspelt titles, people and genres, and whether a search finds what was meant."""

from __future__ import annotations

from pathlib import Path

from movies.models import Movie
from movies.searching.finding import find

FIRST = 10  # films of the list that are looked at
TABLE = Path(__file__).with_name("misspellings.tsv")
"""Of films of the small catalogue."""
EVERYDAY = Path(__file__).with_name("everyday_slips.tsv")
"""Of films of the starter catalogue."""


def queries(table: Path = TABLE) -> list[tuple[str, str]]:
    """(what is typed, "title:…", "person:…" or "genre:…" that is meant)."""
    lines = table.read_text(encoding="utf-8").splitlines()
    return [(typed, meant) for typed, meant in (line.split("\t") for line in lines)]


def is_found(typed: str, meant: str) -> bool:
    """A title among the first ten; films of a person or a genre as half of them, or as half of all there are.

    Where a word had to be left out, what was typed was not understood.
    """
    kind, _, name = meant.partition(":")
    found = find(typed, Movie.objects.shown())
    if found.without:
        return False
    first = Movie.objects.filter(pk__in=found.ids[:FIRST])
    if kind == "title":
        return first.filter(title=name).exists()
    theirs = {"person": {"credits__person__name": name}, "genre": {"genres__name": name}}[kind]
    here = first.filter(**theirs).distinct().count()
    return here > 0 and here >= min(FIRST, Movie.objects.filter(**theirs).distinct().count()) // 2
