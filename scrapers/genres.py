"""The one genre vocabulary, and the spellings of other sources mapped to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

GENRES: tuple[str, ...] = (
    "Action",
    "Adventure",
    "Animation",
    "Biography",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Family",
    "Fantasy",
    "Film-Noir",
    "History",
    "Horror",
    "Music",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Sport",
    "Thriller",
    "War",
    "Western",
)
"""IMDb's film genres; those it gives television only (talk show, news …) are no genre of a film."""

_ALIASES: Mapping[str, str] = {
    "science fiction": "Sci-Fi",
    "scifi": "Sci-Fi",
    "sci fi": "Sci-Fi",
    "animated": "Animation",
    "anime": "Animation",
    "biopic": "Biography",
    "biographical": "Biography",
    "children": "Family",
    "documentaries": "Documentary",
    "film noir": "Film-Noir",
    "noir": "Film-Noir",
    "historical": "History",
    "sports": "Sport",
    "romantic": "Romance",
    "comedies": "Comedy",
    "dramas": "Drama",
    "thrillers": "Thriller",
}
_KNOWN: Mapping[str, str] = {genre.casefold(): genre for genre in GENRES}


def parse_genre(name: str) -> str | None:
    """The vocabulary's name of a genre, or None when it has none for it."""
    key = name.strip().casefold()
    return _KNOWN.get(key) or _ALIASES.get(key)


def parse_genres(names: Iterable[str]) -> tuple[str, ...]:
    """Known genres of a list, each once, in the vocabulary's order; the others are left out."""
    found = {parse_genre(name) for name in names}
    return tuple(genre for genre in GENRES if genre in found)
