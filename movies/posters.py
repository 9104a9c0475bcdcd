"""A poster for every film, drawn from its facts: title, year, and the palette and motif of its genre.

None are shipped or fetched; a drawn one is a kilobyte and asks no third party.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from movies.models import Movie

WIDTH, HEIGHT = 300, 450
TITLE_TOP = 300
LINE_LETTERS = 14
MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Palette:
    ground: str
    shape: str
    light: str


_DEFAULT = Palette("#2b2a33", "#6f6a80", "#f3ead9")
PALETTES: Mapping[str, Palette] = {
    "Action": Palette("#2a1210", "#d8432b", "#ffd9a0"),
    "Adventure": Palette("#12332f", "#e0982f", "#fbeecb"),
    "Animation": Palette("#123a5c", "#ff9d3b", "#fff3d6"),
    "Biography": Palette("#33281e", "#b98b57", "#f7ead5"),
    "Comedy": Palette("#f2b632", "#e2572b", "#2b1a10"),
    "Crime": Palette("#17181c", "#a11d2b", "#e9e2d2"),
    "Documentary": Palette("#e7e0d0", "#33597a", "#1e2a36"),
    "Drama": Palette("#3b2036", "#b46a7c", "#f6e4dd"),
    "Family": Palette("#2f6d5b", "#ffc857", "#fff6e0"),
    "Fantasy": Palette("#271c4f", "#8c6ae0", "#f1e6ff"),
    "Film-Noir": Palette("#101013", "#7e7e86", "#f2f2ee"),
    "History": Palette("#3a3424", "#a58f4e", "#f5edd3"),
    "Horror": Palette("#0d0b0d", "#7d0f1c", "#e6d9d3"),
    "Music": Palette("#241338", "#e0569b", "#ffe9f4"),
    "Musical": Palette("#5a1038", "#f4a3b5", "#fff0e6"),
    "Mystery": Palette("#14202e", "#48718f", "#e0edf2"),
    "Romance": Palette("#f1d3cb", "#c23d5a", "#47141f"),
    "Sci-Fi": Palette("#08182b", "#27b3c2", "#dff8f6"),
    "Sport": Palette("#173d2a", "#e6e04f", "#f6fbe8"),
    "Thriller": Palette("#1a1f24", "#d99a2b", "#f3ece0"),
    "War": Palette("#2e3224", "#8a8a55", "#f0ecd8"),
    "Western": Palette("#c9803f", "#6e2d17", "#fff1dc"),
}


def svg(movie: Movie) -> str:
    """The poster as SVG; the same film always gets the same one."""
    genre = movie.primary_genre
    palette = PALETTES.get(genre, _DEFAULT)
    chance = random.Random(f"{movie.imdb_id or movie.title}{movie.year}")  # noqa: S311 - a drawing, not a secret
    motif = MOTIFS.get(genre, _circles)(chance, palette)
    lines = textwrap.wrap(movie.title, LINE_LETTERS)[:MOST_LINES]
    size = 32 if len(lines) <= 2 else 26
    text = "".join(
        f'<text x="24" y="{TITLE_TOP + size * 1.1 * i:.0f}" font-size="{size}">{escape(line)}</text>'
        for i, line in enumerate(lines, start=1)
    )
    caption = " · ".join(part for part in (str(movie.year or ""), genre) if part)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{palette.ground}"/>{motif}'
        f'<rect y="{TITLE_TOP - 8}" width="{WIDTH}" height="{HEIGHT}" fill="{palette.ground}" opacity=".82"/>'
        f'<g fill="{palette.light}" font-family="Iowan Old Style, Palatino, Georgia, DejaVu Serif, serif">{text}'
        f'<text x="24" y="40" font-size="14" letter-spacing="1.500">{escape(caption.upper())}</text></g></svg>'
    )


def _circles(chance: random.Random, palette: Palette) -> str:
    """Two people, or two planets, that overlap."""
    x, y, r = chance.randint(90, 150), chance.randint(130, 190), chance.randint(60, 95)
    return (
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="{palette.shape}"/>'
        f'<circle cx="{x + r}" cy="{y + chance.randint(-20, 50)}" r="{r * 0.7:.0f}" fill="{palette.light}" opacity=".55"/>'
    )


def _slashes(chance: random.Random, palette: Palette) -> str:
    """Speed, or danger."""
    parts = []
    for _ in range(7):
        x, width = chance.randint(-80, 280), chance.randint(6, 40)
        parts.append(
            f'<path d="M{x} 300L{x + 150} 60h{width}L{x + width} 300z" fill="{palette.shape}" opacity="{chance.uniform(0.35, 1):.2f}"/>'
        )
    return "".join(parts)


def _waves(chance: random.Random, palette: Palette) -> str:
    """Weather of the soul."""
    parts = []
    for i in range(5):
        y, swell = 110 + i * 38, chance.randint(14, 46)
        parts.append(
            f'<path d="M0 {y}q75 {-swell} 150 0t150 0V310H0z" fill="{palette.shape}" opacity="{0.25 + 0.16 * i:.2f}"/>'
        )
    return (
        f'<circle cx="{chance.randint(70, 230)}" cy="90" r="34" fill="{palette.light}" opacity=".8"/>'
        + "".join(parts)
    )


def _stars(chance: random.Random, palette: Palette) -> str:
    """A night with a horizon."""
    dots = "".join(
        f'<circle cx="{chance.randint(8, 292)}" cy="{chance.randint(55, 280)}" r="{chance.uniform(0.8, 3):.1f}"/>'
        for _ in range(42)
    )
    return (
        f'<g fill="{palette.light}">{dots}</g>'
        f'<circle cx="{chance.randint(60, 240)}" cy="{chance.randint(150, 230)}" r="{chance.randint(44, 80)}" fill="{palette.shape}"/>'
    )


def _bars(chance: random.Random, palette: Palette) -> str:
    """A keyboard, a skyline, light through blinds."""
    parts, x = [], 0
    while x < WIDTH:
        width, top = chance.randint(16, 42), chance.randint(80, 240)
        parts.append(
            f'<rect x="{x}" y="{top}" width="{width - 4}" height="{310 - top}" fill="{palette.shape}" opacity="{chance.uniform(0.45, 1):.2f}"/>'
        )
        x += width
    return "".join(parts)


Motif = Callable[[random.Random, Palette], str]
MOTIFS: Mapping[str, Motif] = {
    **dict.fromkeys(("Action", "Thriller", "War", "Sport", "Horror"), _slashes),
    **dict.fromkeys(("Drama", "Adventure", "History", "Western", "Biography"), _waves),
    **dict.fromkeys(("Sci-Fi", "Fantasy", "Mystery", "Animation"), _stars),
    **dict.fromkeys(("Crime", "Film-Noir", "Music", "Musical", "Documentary"), _bars),
}
