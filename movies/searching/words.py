"""The words of all titles and names, and which of them somebody may have meant.

A slip (a wrong, missing, doubled or swapped letter) leaves the first two or the last two letters of a word as they are, so
only words with that head or tail are compared: a look-up in an index, whatever the size of the catalogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from django.db import transaction
from django.db.models import Count, Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from movies.models import AlternativeTitle, Genre, Movie, Person
from movies.models.words import ENDS, LONGEST_WORD, SearchWord
from movies.storing.upserts import upsert
from scrapers.records import search_key

LEAST_LETTERS = 4  # of a word that may be misspelt: most three letters are near to some word
LEAST_HALF = 3  # letters of each of two words that were written as one
LONG_WORD = 7  # letters from which two slips are forgiven
MOST_COMPARED = 20_000  # words, those of most names first
ROWS_AT_ONCE = 5_000


def recount() -> int:
    """Bring the words up to date with titles and names.

    Returns:
        How many were added, changed or dropped.
    """
    wanted = _counted()
    there = dict(SearchWord.objects.values_list("text", "names").iterator(chunk_size=ROWS_AT_ONCE))
    gone = [word for word in there if word not in wanted]
    new = [
        (word, word[:ENDS], word[-ENDS:], len(word), n) for word, n in wanted.items() if there.get(word) != n
    ]
    with transaction.atomic():
        for start in range(0, len(gone), ROWS_AT_ONCE):
            SearchWord.objects.filter(text__in=gone[start : start + ROWS_AT_ONCE]).delete()
        columns = ["text", "head", "tail", "length", "names"]
        for start in range(0, len(new), ROWS_AT_ONCE):
            upsert(SearchWord, columns, new[start : start + ROWS_AT_ONCE], unique=["text"], update=["names"])
    return len(gone) + len(new)


def _counted() -> Counter[str]:
    titles = Movie.objects.order_by().values_list("title_key", flat=True)
    others = AlternativeTitle.objects.order_by().values_list("title_key", flat=True)
    people = Person.objects.order_by().filter(films__gt=0).values_list("name_key", flat=True)
    counts: Counter[str] = Counter()
    for key in chain.from_iterable(
        rows.iterator(chunk_size=ROWS_AT_ONCE) for rows in (titles, others, people)
    ):
        counts.update({form for word in key.split() if len(word) <= LONGEST_WORD for form in _forms(word)})
    for genre in Genre.objects.annotate(films=Count("movies")).filter(films__gt=0):
        counts[search_key(genre.name)] += genre.films
    return counts


def _forms(word: str) -> tuple[str, ...]:
    """A word, and what it is without an s that may be a genitive's: keys know no apostrophes."""
    return (word, word[:-1]) if word.endswith("s") and len(word) > LEAST_LETTERS else (word,)


def known(word: str) -> bool:
    """Whether a word of the catalogue begins so."""
    return SearchWord.objects.filter(text__gte=word, text__lt=word + "\uffff").exists()


def whole(words: Iterable[str]) -> set[str]:
    """Those that are words of the catalogue as they stand."""
    return set(SearchWord.objects.filter(text__in=list(words)).values_list("text", flat=True))


def nearest(word: str, *, most: int = 3) -> list[tuple[str, int]]:
    """(word, slips) of those that may have been meant, the fewest slips first, then those of most titles and names."""
    if not LEAST_LETTERS <= len(word) <= LONGEST_WORD:
        return []
    slips = 2 if len(word) >= LONG_WORD else 1
    ends = Q(head=word[:ENDS]) | Q(tail=word[-ENDS:])
    rows = SearchWord.objects.filter(ends, length__gte=len(word) - slips, length__lte=len(word) + slips)
    names = dict(rows.order_by("-names").values_list("text", "names")[:MOST_COMPARED])
    close = process.extract(word, list(names), scorer=OSA.distance, score_cutoff=slips, limit=None)
    ordered = sorted(close, key=lambda found: (found[1], -names[found[0]], found[0]))
    return [(text, int(slips)) for text, slips, _ in ordered[:most]]


def parted(word: str) -> Sequence[str]:
    """Two words somebody wrote as one ("spiderman"), the longest halves first; empty when there are none."""
    halves = [(word[:cut], word[cut:]) for cut in range(LEAST_HALF, len(word) - LEAST_HALF + 1)]
    there = whole({half for pair in halves for half in pair})
    fitting = [pair for pair in halves if set(pair) <= there]
    return max(fitting, key=lambda pair: min(map(len, pair)), default=())
