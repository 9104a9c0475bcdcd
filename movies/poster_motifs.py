"""What a poster is drawn of: for every genre its colours and its motifs, turned a little for every film.

Colours and motifs are a genre's, so that films of one kind are known at a glance; which motif, and how far its
colours are turned, is the film's own, so that a shelf of one genre is no row of copies.
"""

from __future__ import annotations

import colorsys
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

WIDTH = 300
CAPTION_ENDS = 62
"""Above it no motif has to be seen: year and genre stand there."""
GROUND_TURNS = (-10, -5, 0, 5, 10)
SHAPE_TURNS = (-26, -13, 0, 13, 26)
"""Degrees on the colour wheel. The ground turns less: it carries the letters, and it is what tells the genre."""


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
    "Comedy": Palette("#f2b632", "#b8341f", "#2b1a10"),
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
    "Western": Palette("#7f4119", "#e0a05a", "#fff1dc"),
}


def palette_of(genre: str, chance: random.Random) -> Palette:
    """The genre's colours, turned as chance has it; the letters' colour stays."""
    plain = PALETTES.get(genre, _DEFAULT)
    ground, shape = chance.choice(GROUND_TURNS), chance.choice(SHAPE_TURNS)
    return Palette(turned(plain.ground, ground), turned(plain.shape, shape), plain.light)


def turned(colour: str, degrees: float) -> str:
    """ "#rrggbb" as far along the colour wheel, as light and as full as before."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, lightness, fullness = colorsys.rgb_to_hls(red, green, blue)
    parts = colorsys.hls_to_rgb((hue + degrees / 360) % 1, lightness, fullness)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def motif_of(genres: Sequence[str], chance: random.Random, palette: Palette) -> str:
    """One of the motifs of the film's first two genres, as SVG on a ground WIDTH wide that ends in dusk."""
    several = [motif for genre in genres[:2] for motif in MOTIFS.get(genre, ())] or [_circles, _waves]
    return chance.choice(several)(chance, palette)


def _circles(chance: random.Random, palette: Palette) -> str:
    """Two people, or two planets, that overlap."""
    x, y, r = chance.randint(90, 150), chance.randint(130, 190), chance.randint(60, 95)
    y = max(y, r + CAPTION_ENDS)
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


def _sun(chance: random.Random, palette: Palette) -> str:
    """Rays from behind a low sun."""
    x, y, r = chance.randint(80, 220), chance.randint(190, 240), chance.randint(48, 74)
    first, rays = chance.uniform(0, 15), []
    for i in range(12):
        rays.append(
            f'<path d="M0 0L340 {-chance.randint(24, 46)}V26z" transform="rotate({first + 30 * i:.0f})" opacity="{chance.uniform(0.3, 0.65):.2f}"/>'
        )
    return (
        f'<g transform="translate({x} {y})" fill="{palette.shape}">{"".join(rays)}</g>'
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="{palette.light}" opacity=".9"/>'
    )


def _rings(chance: random.Random, palette: Palette) -> str:
    """A rainbow, a record, water a stone fell into."""
    x, y = chance.randint(40, 260), chance.randint(170, 260)
    rings = "".join(
        f'<circle cx="{x}" cy="{y}" r="{34 + 30 * i}" stroke-width="{chance.randint(7, 19)}" opacity="{1 - 0.13 * i:.2f}"/>'
        for i in range(6)
    )
    return (
        f'<g fill="none" stroke="{palette.shape}">{rings}</g>'
        f'<circle cx="{x}" cy="{y}" r="15" fill="{palette.light}"/>'
    )


def _eclipse(chance: random.Random, palette: Palette) -> str:
    """A disc with something in front of it."""
    x, y, r = chance.randint(110, 190), chance.randint(150, 190), chance.randint(74, 96)
    aside, up = chance.choice((-1, 1)) * chance.randint(18, 46), chance.randint(-30, 22)
    return (
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="{palette.shape}"/>'
        f'<circle cx="{x}" cy="{y}" r="{r + 14}" fill="none" stroke="{palette.light}" stroke-width="1.500" opacity=".35"/>'
        f'<circle cx="{x + aside}" cy="{y + up}" r="{r * 0.86:.0f}" fill="{palette.ground}"/>'
    )


def _tiles(chance: random.Random, palette: Palette) -> str:
    """Windows at night, contact prints, a board."""
    side, gap = 44, 8
    tiles = [
        f'<rect x="{24 + column * (side + gap)}" y="{70 + row * (side + gap)}" width="{side}" height="{side}" rx="3" opacity="{chance.choice((0, 0.25, 0.5, 0.8, 1)):g}"/>'
        for row in range(5)
        for column in range(5)
    ]
    column, row = chance.randint(0, 4), chance.randint(0, 2)
    return (
        f'<g fill="{palette.shape}">{"".join(tiles)}</g>'
        f'<rect x="{24 + column * (side + gap)}" y="{70 + row * (side + gap)}" width="{side}" height="{side}" rx="3" fill="{palette.light}"/>'
    )


def _peaks(chance: random.Random, palette: Palette) -> str:
    """Mountains, tents, a long way."""
    ranges = []
    for i, opacity in enumerate((0.35, 0.6, 1)):
        x, top, broad = chance.randint(-60, 220), 110 + 44 * i, chance.randint(120, 200)
        ranges.append(
            f'<path d="M{x - broad} 330L{x} {top}L{x + broad // 3} {top + 60}L{x + broad * 2 // 3} {top + 20}L{x + broad * 2} 330z" opacity="{opacity}"/>'
        )
    return (
        f'<circle cx="{chance.randint(60, 240)}" cy="{chance.randint(92, 120)}" r="{chance.randint(18, 30)}" fill="{palette.light}" opacity=".85"/>'
        f'<g fill="{palette.shape}">{"".join(ranges)}</g>'
    )


Motif = Callable[[random.Random, Palette], str]
MOTIFS: Mapping[str, tuple[Motif, ...]] = {
    "Action": (_slashes, _sun),
    "Adventure": (_peaks, _waves, _sun),
    "Animation": (_stars, _rings, _sun),
    "Biography": (_waves, _eclipse, _circles),
    "Comedy": (_circles, _sun, _rings),
    "Crime": (_bars, _tiles),
    "Documentary": (_tiles, _bars),
    "Drama": (_waves, _eclipse, _circles),
    "Family": (_rings, _circles, _sun),
    "Fantasy": (_stars, _peaks, _rings),
    "Film-Noir": (_bars, _eclipse),
    "History": (_waves, _peaks, _bars),
    "Horror": (_slashes, _eclipse),
    "Music": (_rings, _bars),
    "Musical": (_bars, _rings, _circles),
    "Mystery": (_eclipse, _stars, _tiles),
    "Romance": (_circles, _waves, _rings),
    "Sci-Fi": (_stars, _eclipse, _rings),
    "Sport": (_slashes, _rings),
    "Thriller": (_slashes, _tiles, _eclipse),
    "War": (_slashes, _waves),
    "Western": (_peaks, _sun, _waves),
}
