"""One title in IMDb's JSON, whichever query gave it, → fields of a record.

The same facts go by different names: a title page's `titleText.text` is a search result's `titleText` and a
find result's `titleNameText`. Any parent may be null or missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scrapers import imdb_values as read
from scrapers.countries import country_name
from scrapers.imdb_words import CAST_WORDS, DIRECTOR_WORDS, IMDB_GENRES
from scrapers.languages import language_code

_WRAPPERS = ("node", "listItem", "title", "item", "entity", "titleListItem")
_TEXT_KEYS = ("text", "plainText", "plaidHtml", "value", "displayableProperty")
_DIRECTOR_IDS = frozenset({"director", "ace5cb4c-8708-4238-9542-04641e7c8171"})
_CAST_IDS = frozenset(
    {
        "cast",
        "actor",
        "actress",
        "a9ab2a8b-9153-4edb-a27a-7c2346830d77",
        "7f6d81aa-23aa-4503-844d-38201eb08761",
    }
)
"""Ids of credit groups; since 2025 the last part of "amzn1.imdb.concept.name_credit_category.…"."""
_DEPTH = 40  # of nested JSON; a page's own is under 20


def dig(value: Any, *path: str | int) -> Any:
    """What lies at a path of keys and places, or None as soon as a step leads nowhere."""
    for step in path:
        if isinstance(step, int):
            if (
                not isinstance(value, Sequence)
                or isinstance(value, str)
                or not -len(value) <= step < len(value)
            ):
                return None
            value = value[step]
        else:
            if not isinstance(value, Mapping):
                return None
            value = value.get(step)
    return value


def branch(value: Any, *path: str | int) -> Mapping[str, Any]:
    """The object that lies at a path; an empty one where there is none."""
    found = dig(value, *path)
    return found if isinstance(found, Mapping) else {}


def items(value: Any) -> list[Any]:
    """A list as it is, a connection's `edges`, anything else as no items."""
    if isinstance(value, Mapping):
        value = value.get("edges")
    return value if isinstance(value, list) else []


def text(value: Any) -> str | None:
    """A text given plainly or, however deep, under one of the names IMDb has for it; None for none or an empty one."""
    for _ in range(len(_TEXT_KEYS)):
        if not isinstance(value, Mapping):
            break
        value = next((value[key] for key in _TEXT_KEYS if value.get(key) is not None), None)
    return read.squeeze(value) or None if isinstance(value, str) else None


def unwrapped(value: Any) -> Mapping[str, Any] | None:
    """The title in a list's element, however often it is wrapped; None when there is none."""
    for _ in range(len(_WRAPPERS)):
        if not isinstance(value, Mapping):
            return None
        if node_id(value) and title_text(value):
            return value
        value = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), Mapping)), None)
    return None


def node_id(node: Mapping[str, Any]) -> str | None:
    """ "tt…" of a node; None for a person or a company."""
    for key in ("id", "titleId", "tconst", "const"):
        if isinstance(node.get(key), str) and (found := read.title_id(node[key])):
            return found
    return None


def title_text(node: Mapping[str, Any]) -> str | None:
    """The name as the page shows it, else the original one."""
    keys = ("titleText", "titleNameText", "primaryTitle", "originalTitleText", "originalTitle", "l")
    return next((found for key in keys if (found := text(node.get(key)))), None)


def title_fields(node: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a record from one title's JSON."""
    marks = dig(node, "ratingsSummary") or dig(node, "ratingSummary") or {}
    return {
        "imdb_id": node_id(node),
        "title": title_text(node),
        "original_title": text(node.get("originalTitleText")) or text(node.get("originalTitle")),
        "year": _year(node),
        "kind": _kind(node),
        "rating": read.mark(dig(marks, "aggregateRating")),
        "votes": read.count(dig(marks, "voteCount")),
        "genres": _genres(node),
        "runtime_minutes": _runtime(node),
        "certificate": text(dig(node, "certificate", "rating")) or text(node.get("certificate")),
        "metascore": _metascore(node),
        "plot": _plot(node),
        "poster_url": _poster(node),
        "directors": _directors(node),
        "cast": _cast(node),
        "languages": _languages(node),
        "countries": _countries(node),
    }


def find_lists(value: Any, depth: int = 0) -> Iterator[list[Any]]:
    """Every list of titles anywhere in JSON, outermost first."""
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        if any(unwrapped(item) is not None for item in value):
            yield value
            return
        children: Sequence[Any] = value
    else:
        children = list(value.values()) if isinstance(value, Mapping) else []
    for child in children:
        yield from find_lists(child, depth + 1)


def find_nodes(value: Any, imdb_id: str, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every object anywhere in JSON that describes that very title."""
    if depth > _DEPTH:
        return
    if isinstance(value, Mapping):
        if node_id(value) == imdb_id:
            yield value
        children: Sequence[Any] = list(value.values())
    else:
        children = value if isinstance(value, list) else []
    for child in children:
        yield from find_nodes(child, imdb_id, depth + 1)


def _year(node: Mapping[str, Any]) -> int | None:
    candidates = (
        dig(node, "releaseYear", "year"),
        node.get("releaseYear"),
        node.get("titleReleaseText"),
        node.get("startYear"),
        dig(node, "releaseDate", "year"),
    )
    plain = (value for value in candidates if isinstance(value, int | str))
    return next((found for value in plain if (found := read.year(value))), None)


def _kind(node: Mapping[str, Any]) -> str | None:
    given = (
        dig(node, "titleType", "id"),
        node.get("titleType"),
        dig(node, "titleType", "text"),
        node.get("titleTypeText"),
        node.get("imageType"),
    )
    return next((found for value in given if isinstance(value, str) and (found := read.kind(value))), None)


def _genres(node: Mapping[str, Any]) -> tuple[str, ...]:
    for source in (node.get("titleGenres"), node.get("genres")):
        listed = dig(source, "genres") or items(source)
        found = read.genres(name for name in map(_genre, listed) if name) if isinstance(listed, list) else ()
        if found:
            return found
    return ()


def _genre(entry: Any) -> str | None:
    """Its id is English whatever the page's language is."""
    inner = dig(entry, "genre") or dig(entry, "node") or entry
    for key in ("id", "genreId"):
        if str(dig(inner, key) or "").casefold() in IMDB_GENRES:
            return str(dig(inner, key))
    return text(inner)


def _runtime(node: Mapping[str, Any]) -> int | None:
    candidates = (
        dig(node, "runtime", "seconds"),
        node.get("runtime"),
        dig(items(node.get("runtimes")), 0, "node", "seconds"),
    )
    found = next((value for value in map(read.minutes_of_seconds, candidates) if value), None)
    return found or read.minutes(text(dig(node, "runtime", "displayableProperty")))


def _metascore(node: Mapping[str, Any]) -> int | None:
    given = dig(node, "metacritic", "metascore", "score")
    return read.score(given if given is not None else node.get("metascore"))


def _plot(node: Mapping[str, Any]) -> str | None:
    return (
        text(dig(node, "plot", "plotText"))
        or text(node.get("plot"))
        or text(dig(items(node.get("plots")), 0, "node", "plotText"))
    )


def _poster(node: Mapping[str, Any]) -> str | None:
    for key in ("primaryImage", "titlePosterImageModel", "image"):
        for inner in ("url", "imageUrl"):
            if isinstance(found := dig(node, key, inner), str) and found.startswith("http"):
                return found
    return None


def person(entry: Any) -> str | None:
    """A name of a credit, a person or a plain text."""
    if isinstance(entry, str):
        return entry
    for path in (
        ("node", "name", "nameText"), ("name", "nameText"), ("node", "nameText"), ("nameText",), ("rowTitle",),
        ("name",),
    ):  # fmt: skip
        if found := text(dig(entry, *path)):
            return found
    return None


def _people(entries: Any) -> tuple[str, ...]:
    """Names of a list of people, of credits, or of groups of credits."""
    found: list[str] = []
    for entry in items(entries):
        inner = dig(entry, "credits")
        if inner is not None:
            found.extend(_people(inner))
        elif name := person(entry):
            found.append(name)
    return read.names(found)


def _grouped(node: Mapping[str, Any], ids: frozenset[str], words: frozenset[str]) -> tuple[str, ...]:
    """People of the first credit group that is called so, by its id or in the page's language."""
    for key in ("principalCredits", "principalCreditsV2", "categories", "credits", "creditGroupings"):
        for group in items(node.get(key)):
            inner = dig(group, "node") or group
            if _called(inner) & (ids | words):
                people = _people(dig(inner, "credits")) or _people(dig(inner, "section", "items"))
                if people:
                    return people
    return ()


def _called(group: Any) -> set[str]:
    label = dig(group, "category") or dig(group, "grouping") or group
    given = [str(dig(label, key) or "").rpartition(".")[2] for key in ("id", "groupingId", "categoryId")]
    return {name.casefold() for name in (*given, text(label) or text(dig(label, "name"))) if name}


def _directors(node: Mapping[str, Any]) -> tuple[str, ...]:
    for key in ("directorsPageTitle", "directors", "titleDirectors"):
        if found := _people(node.get(key)):
            return found
    return _grouped(node, _DIRECTOR_IDS, DIRECTOR_WORDS)


def _cast(node: Mapping[str, Any]) -> tuple[str, ...]:
    for key in ("cast", "castV2", "topCast", "castPageTitle", "principalCast", "topCredits"):
        if found := _people(node.get(key)):
            return found
    return _grouped(node, _CAST_IDS, CAST_WORDS)


def _languages(node: Mapping[str, Any]) -> tuple[str, ...]:
    listed = dig(node, "spokenLanguages", "spokenLanguages") or dig(node, "spokenLanguages")
    codes = (
        language_code(str(dig(entry, "id") or "")) or language_code(text(entry) or "")
        for entry in items(listed)
    )
    return tuple(dict.fromkeys(code for code in codes if code))


def _countries(node: Mapping[str, Any]) -> tuple[str, ...]:
    listed = dig(node, "countriesOfOrigin", "countries") or dig(node, "countriesDetails", "countries")
    found = (country_name(text(dig(entry, "id")), text(entry)) for entry in items(listed))
    return tuple(dict.fromkeys(name for name in found if name))
