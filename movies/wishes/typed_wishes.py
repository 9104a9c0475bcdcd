"""What a typed sentence wishes for besides how it feels: years, languages, people, genres, length, likeness.

Plain rules over the words, and look-ups of names and titles in the catalogue. A rule that may be wrong
keeps silent: a missed wish costs a click, an invented one hides films.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Max, Q

from movies.models import Movie, Person
from movies.wishes.chips import About, Chip
from movies.wishes.numbers import lengths, years
from movies.wishes.words import (
    ADJECTIVES,
    FILM_NOUNS,
    FUNCTION_WORDS,
    GENRE_NOUNS,
    LANGUAGE_WORDS,
    LIKE_AS_WISH,
    LIKE_CUES,
    NEGATING_PHRASES,
    NEGATIONS,
    ONLY_UNWANTED,
    PEOPLE_CUES,
    SMALL_WORDS,
    SURNAME_CUES,
    UNMISTAKABLE_GENRES,
    WISH_WORDS,
)
from scrapers.languages import LANGUAGES
from scrapers.records import search_key

LONGEST_NAME, LONGEST_TITLE = 4, 8
"""Words of a name or a title that are looked up."""
KNOWN_FILMS = 3
"""Films that must credit somebody who is named by surname alone."""
SHORTEST_SURNAME = 4
NEGATION_REACH = 4
"""Words after "not", "no", "without" … that it turns around, unless a clause ends first."""
READ_CHARACTERS = 1_000
"""Of a longer text only the beginning is searched for wishes: it is a diary, not a request."""

_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*|[^\w\s]")
_CLAUSE_ENDS = frozenset(",.;:!?()")
_CLAUSE_WORDS = frozenset({"but", "though", "although", "because"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text: its search key, how it was written, where it stands, and its clause."""

    key: str
    written: str
    start: int
    end: int
    clause: int

    @property
    def capital(self) -> bool:
        return self.written[0].isupper() or self.written[0].isdigit()


@dataclass(frozen=True, slots=True)
class Find:
    """Characters `start` to `end` of the text say `chips`."""

    start: int
    end: int
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """Chips in the order they were said, and the sentence without the words they took."""

    chips: tuple[Chip, ...]
    rest: str


def understand(text: str) -> Understood:
    """Chips for what `text` asks of a film; asks the database a handful of times at most."""
    read = text[:READ_CHARACTERS]
    words = _words(read)
    finds: list[Find] = []
    # films and people first: "Dirty Dancing" is no dance film, and "Drew Barrymore" no verb
    for rule in (_like_films, _people, _years, _lengths, _languages):
        _add(finds, rule(read, words))
    asked = bool(finds) or any(word.key in WISH_WORDS for word in words)
    _add(finds, _genres(words, asked=asked))
    finds.sort(key=lambda find: find.start)
    chips = list(dict.fromkeys(chip for find in finds for chip in find.chips))
    return Understood(tuple(_consistent(chips)), _without(text, finds))


def _add(finds: list[Find], more: Iterator[Find]) -> None:
    for find in more:
        if all(find.end <= other.start or other.end <= find.start for other in finds):
            finds.append(find)


def _words(text: str) -> list[Word]:
    words: list[Word] = []
    clause = 0
    for match in _WORD.finditer(text):
        written = match.group()
        key = search_key(written)
        anything_but = key == "but" and words and words[-1].key in {"anything", "everything", "nothing"}
        if written in _CLAUSE_ENDS or (key in _CLAUSE_WORDS and not anything_but):
            clause += 1
        for part in key.split() or []:  # "sci-fi" is two words to a search key
            words.append(Word(part, written, match.start(), match.end(), clause))
    return words


def _without(text: str, finds: Sequence[Find]) -> str:
    kept = [word for word in _words(text) if not any(f.start <= word.start < f.end for f in finds)]
    telling = {word.clause for word in kept if word.key not in WISH_WORDS | FUNCTION_WORDS}
    if not telling:
        return ""
    # "a film" that is left of "a scary film" says nothing of a mood, whatever other clauses say
    asking = {word.clause for word in _words(text) if any(f.start <= word.start < f.end for f in finds)}
    left_over = [(word.start, word.end) for word in kept if word.clause in asking - telling]
    parts, at = [], 0
    for start, end in sorted([*((find.start, find.end) for find in finds), *left_over]):
        parts.append(text[at:start])
        at = max(at, end)
    return " ".join(" ".join([*parts, text[at:]]).split())


def _consistent(chips: Sequence[Chip]) -> Iterator[Chip]:
    """What is asked for is not unwanted as well, and years must leave a year."""
    wanted = {chip.value for chip in chips if chip.about is About.GENRE}
    spans = [chip.years for chip in chips if chip.about is About.YEARS]
    first = max((span[0] for span in spans if span[0] is not None), default=0)
    last = min((span[1] for span in spans if span[1] is not None), default=9999)
    for chip in chips:
        if chip.about in (About.NOT_GENRE, About.LIKES_GENRE) and chip.value in wanted:
            continue
        if chip.about is About.YEARS and first > last:
            continue
        yield chip


# --- films ------------------------------------------------------------------------------------------


def _like_films(text: str, words: list[Word]) -> Iterator[Find]:
    """Films as in "something like Amélie", "similar to The Matrix", "I loved Alien"."""
    starts = [(cue, at) for cue, at in _cues(words) if at < len(words)]
    spans: dict[str, list[tuple[int, int, int]]] = {}
    for cue, at in starts:
        for length in range(min(LONGEST_TITLE, len(words) - at), 0, -1):
            named = words[at : at + length]
            if named[-1].clause == named[0].clause and _may_be_title(words, cue, named):
                key = " ".join(word.key for word in named)
                spans.setdefault(key, []).append((cue, at, at + length - 1))
    if not spans:
        return
    known = _titles(spans)
    for at in {at for _, at in starts}:
        fitting = [(end, cue, key) for key in known for cue, start, end in spans[key] if start == at]
        if fitting:
            end, cue, key = max(fitting)
            pk, title = known[key]
            yield Find(words[cue].start, words[end].end, (Chip(About.LIKE_FILM, str(pk), f"like {title}"),))


def _cues(words: list[Word]) -> Iterator[tuple[int, int]]:
    """(first word of a cue, word after it) for every way to say "like"."""
    keys = [word.key for word in words]
    for cue in LIKE_CUES:
        parts = cue.split()
        for at in range(len(keys) - len(parts) + 1):
            if keys[at : at + len(parts)] == parts and not _negated(words, at):
                after = at + len(parts)
                yield at, after
                while after < len(keys) and keys[after] in {"the", "film", "movie"}:
                    after += 1
                    yield at, after


def _may_be_title(words: list[Word], cue: int, title: list[Word]) -> bool:
    """Written as a title; in small letters only where "like" cannot be a verb, and two words or more."""
    if title[0].capital and title[-1].capital:
        return True
    verb = cue > 0 and words[cue].key == "like" and words[cue - 1].key in LIKE_AS_WISH
    small = all(not word.capital for word in words)
    longer = len(title) > 1 and title[0].key not in {"a", "an", "my", "this", "that", "it"}
    return small and not verb and (longer or (len(title[0].key) > 4 and title[0].key not in SMALL_WORDS))


def _titles(keys: Mapping[str, object]) -> dict[str, tuple[int, str]]:
    """Key as typed → (id, title) of the best known film of that title, with or without its article."""
    asked = {variant: key for key in keys for variant in (f"the {key}", key)}
    rows = Movie.objects.filter(title_key__in=asked).order_by("tomato_reviews", "imdb_votes")
    found: dict[str, tuple[int, str]] = {}
    for pk, title_key, title in rows.values_list("pk", "title_key", "title"):
        key = asked[title_key]
        if title_key == key or key not in found:
            found[key] = (pk, title)
    return found


# --- people -----------------------------------------------------------------------------------------


def _people(text: str, words: list[Word]) -> Iterator[Find]:
    """People as in "with Tom Hanks", "directed by kubrick", "an Almodóvar film"."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for start in range(len(words)):
        for length in range(2, LONGEST_NAME + 1):
            part = words[start : start + length]
            if len(part) == length and part[0].clause == part[-1].clause and _may_be_name(words, start, part):
                spans.setdefault(" ".join(word.key for word in part), []).append((start, start + length - 1))
    named = _ids_by_name(list(spans)) if spans else {}
    for key, (ids, name) in named.items():
        for first, last in spans[key]:
            if not _negated(words, first):
                yield _person(words, first, last, ids, name)
    yield from _surnames(words)


def _may_be_name(words: list[Word], start: int, name: list[Word]) -> bool:
    if name[0].key in SMALL_WORDS or name[-1].key in SMALL_WORDS:
        return False
    if all(word.capital for word in name):
        return True
    before = words[start - 1].key if start else ""
    end = start + len(name)
    after = words[end].key if end < len(words) else ""
    small = all(not word.capital for word in name)
    listed = before in {"and", "or"} and any(word.key in PEOPLE_CUES for word in words[:start])
    return small and (before in PEOPLE_CUES or listed or after in FILM_NOUNS)


def _ids_by_name(keys: list[str]) -> dict[str, tuple[tuple[int, ...], str]]:
    rows = Person.objects.filter(name_key__in=keys, films__gt=0).order_by("-films")
    found: dict[str, tuple[tuple[int, ...], str]] = {}
    for pk, key, name in rows.values_list("pk", "name_key", "name"):
        ids, first_name = found.get(key, ((), name))
        found[key] = ((*ids, pk), first_name)
    return found


def _surnames(words: list[Word]) -> Iterator[Find]:
    for at, word in enumerate(words):
        before = words[at - 1].key if at else ""
        after = words[at + 1].key if at + 1 < len(words) else ""
        cued = before in SURNAME_CUES or (
            word.capital and at > 0 and after in {"film", "films", "movie", "movies"}
        )
        if not cued or len(word.key) < SHORTEST_SURNAME or word.key in _taken_words() or _negated(words, at):
            continue
        of_it = Q(name_key__endswith=f" {word.key}") | Q(name_key=word.key)
        rows = Person.objects.filter(of_it, films__gte=KNOWN_FILMS).order_by("-films")
        best = rows.values_list("pk", "name").first()
        if best:
            yield _person(words, at, at, (best[0],), best[1])


def _person(words: list[Word], first: int, last: int, ids: tuple[int, ...], name: str) -> Find:
    chip = Chip(About.PERSON, ",".join(map(str, ids)), name)
    return Find(words[first].start, words[last].end, (chip,))


@cache
def _taken_words() -> frozenset[str]:
    """Words of other wishes: "a French film" is no Monsieur French's."""
    languages = {part for name in LANGUAGES.values() for part in search_key(name).split()}
    phrases = [*GENRE_NOUNS, *ADJECTIVES, *ONLY_UNWANTED, *LANGUAGE_WORDS]
    return frozenset(
        languages | {part for phrase in phrases for part in phrase.split()} | WISH_WORDS | SMALL_WORDS
    )


# --- years and lengths ------------------------------------------------------------------------------


def _years(text: str, words: list[Word]) -> Iterator[Find]:
    for start, end, first, last, label in years(text, newest=_newest):
        value = f"{first or ''}-{last or ''}"
        yield Find(start, end, (Chip(About.YEARS, value, label),))


def _newest() -> int | None:
    """The latest year of the catalogue: what is new is what is new here."""
    newest: int | None = Movie.objects.aggregate(Max("year"))["year__max"]
    return newest


def _lengths(text: str, words: list[Word]) -> Iterator[Find]:
    for start, end, minutes in lengths(text):
        yield Find(start, end, (Chip(About.RUNTIME, str(minutes), f"at most {minutes} minutes"),))


# --- languages --------------------------------------------------------------------------------------


def _languages(text: str, words: list[Word]) -> Iterator[Find]:
    """Languages as in "in French", "a Korean thriller", "French-language", "Bollywood"."""
    for at, word in enumerate(words):
        codes = _codes_of().get(word.key)
        if codes and _asks_for_language(words, at) and not _negated(words, at):
            chips = tuple(Chip(About.LANGUAGE, code, f"in {LANGUAGES[code]}") for code in codes)
            yield Find(word.start, word.end, chips)


@cache
def _codes_of() -> dict[str, tuple[str, ...]]:
    own = {search_key(name.split(" (")[0]): (code,) for code, name in LANGUAGES.items()}
    return {key: codes for key, codes in {**own, **LANGUAGE_WORDS}.items() if " " not in key}


def _asks_for_language(words: list[Word], at: int) -> bool:
    if words[at].key == "bollywood":
        return True
    clause = [
        word.key for word in words if word.clause == words[at].clause and word.written not in _CLAUSE_ENDS
    ]
    if clause == [words[at].key]:  # "Polish, before 1990"
        return words[at].capital
    before = at - 1  # "in Portuguese or Spanish": back over the languages said before
    while before >= 0 and (words[before].key in _codes_of() or words[before].key in {"or", "and", ""}):
        before -= 1
    if before >= 0 and words[before].key in {"in", "speak", "speaks", "spoken", "speaking"}:
        return True
    following = [word.key for word in words[at + 1 : at + 4] if word.clause == words[at].clause]
    return any(
        key in FILM_NOUNS or key in GENRE_NOUNS or key in {"language", "speaking"} for key in following
    )


# --- genres -----------------------------------------------------------------------------------------


def _genres(words: list[Word], *, asked: bool) -> Iterator[Find]:
    """Genres as in "a comedy", "something scary", "no horror", "nothing violent"."""
    at = 0
    while at < len(words):
        phrase = _phrase_at(words, at)
        if phrase is None:
            at += 1
            continue
        length, key = phrase
        first, last = words[at], words[at + length - 1]
        if _negated(words, at):
            genres = GENRE_NOUNS.get(key) or ADJECTIVES.get(key) or ONLY_UNWANTED.get(key, ())
            unwanted = genres[:1] if key in GENRE_NOUNS and len(genres) > 1 else genres
            chips = tuple(Chip(About.NOT_GENRE, genre, f"no {genre}") for genre in unwanted)
            yield Find(first.start, last.end, chips)
        elif key in GENRE_NOUNS and (asked or UNMISTAKABLE_GENRES.intersection(GENRE_NOUNS[key])):
            chips = tuple(Chip(About.GENRE, genre, genre) for genre in GENRE_NOUNS[key])
            yield Find(first.start, last.end, chips)
        elif key in ADJECTIVES and asked:
            chips = tuple(Chip(About.LIKES_GENRE, genre, f"rather {genre}") for genre in ADJECTIVES[key])
            yield Find(first.start, last.end, chips)
        at += length


def _phrase_at(words: list[Word], at: int) -> tuple[int, str] | None:
    for length in (3, 2, 1):
        key = " ".join(word.key for word in words[at : at + length])
        if key in GENRE_NOUNS or key in ADJECTIVES or key in ONLY_UNWANTED:
            return min(length, len(words) - at), key
    return None


def _negated(words: list[Word], at: int) -> bool:
    """A negation before the word reaches it within its clause."""
    keys = [word.key for word in words[max(at - NEGATION_REACH, 0) : at] if word.clause == words[at].clause]
    joined = f" {' '.join(keys)} "
    return any(key in NEGATIONS for key in keys) or any(f" {p} " in joined for p in NEGATING_PHRASES)
