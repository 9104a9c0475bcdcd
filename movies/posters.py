"""A poster for every film, drawn from its facts: title, year, and the palette and motif of its genre.

None are shipped or fetched; a drawn one is a kilobyte and asks no third party.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from movies.models import Movie

WIDTH, HEIGHT = 300, 450
MARGIN = 24
COLUMN = WIDTH - 2 * MARGIN
BOTTOM = 414
"""Base line of a title's last line."""
LEADING = 1.14
CLEAR = 62
"""Where the caption ends and a motif may begin."""
MOTIF_BOTTOM, DUSK = 306, 84
"""Where no motif reaches any more, and how far above the ground begins to cover it."""
SIZES: tuple[tuple[float, int], ...] = ((46, 2), (40, 3), (34, 4), (29, 5), (25, 5), (21, 6))
"""Type sizes, the largest first, and how many lines each may take."""
FONTS = "Iowan Old Style, Palatino, Georgia, Noto Serif, DejaVu Serif, serif"
NARROW, BROAD = "iljtfrI .,:;'’‘!|()[]-–·", "mwMWŒœÆæ@%—…<>&=+#~"
NEVER_FIRST = "、。，．・！？：；）」』】々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?:;)]"


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
    "Western": Palette("#9a5424", "#e0a05a", "#fff1dc"),
}


def svg(movie: Movie) -> str:
    """The poster as SVG; the same facts always give the same one."""
    genre = movie.primary_genre
    palette = PALETTES.get(genre, _DEFAULT)
    chance = random.Random(f"{movie.imdb_id or movie.title}{movie.year}")  # noqa: S311 - a drawing, not a secret
    motif = MOTIFS.get(genre, _circles)(chance, palette)
    caption = " · ".join(part for part in (str(movie.year or ""), genre) if part)
    size, lines = laid_out(movie.title)
    top = BOTTOM - (len(lines) - 1) * size * LEADING
    dark = min(MOTIF_BOTTOM, top - size * 0.9)
    dusk = (
        f'<linearGradient id="dusk" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="{dark - DUSK:.0f}" y2="{dark:.0f}">'
        f'<stop stop-color="{palette.ground}" stop-opacity="0"/><stop offset="1" stop-color="{palette.ground}"/></linearGradient>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{_text(str(movie))}</title><defs>{dusk}</defs>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{palette.ground}"/>{motif}'
        f'<rect y="{dark - DUSK:.0f}" width="{WIDTH}" height="{HEIGHT}" fill="url(#dusk)"/>'
        f'<g fill="{palette.light}" font-family="{FONTS}">{_title(lines, size, top)}{_caption(caption)}</g></svg>'
    )


def laid_out(title: str) -> tuple[float, list[str]]:
    """The largest type a title fits in, and its lines; the smallest may end in an ellipsis."""
    text = " ".join(title.split())
    for size, most in SIZES:
        lines = _broken(text, COLUMN / size)
        if len(lines) <= most and all(_width(line) * size <= COLUMN for line in lines):
            return size, lines
    size, most = SIZES[-1]
    lines = _broken(_with_short_words(text, COLUMN / size), COLUMN / size)
    if len(lines) > most:
        last = lines[most - 1]
        while last and _width(last + "…") * size > COLUMN:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip(" ,.;:–-") + "…"]
    return size, lines


def _with_short_words(text: str, most: float) -> str:
    """The text with every word that is too long for a line cut in two or more."""
    words = []
    for word in text.split():
        while _width(word) > most:
            fits = next(n for n in range(len(word), 0, -1) if n == 1 or _width(word[:n]) <= most)
            words.append(word[:fits])
            word = word[fits:]
        words.append(word)
    return " ".join(words)


def _broken(text: str, most: float) -> list[str]:
    """Lines of at most so many ems where words allow it, broken between words or signs of scripts without spaces."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and _width(lines[-1] + piece.rstrip()) > most:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece
    lines[-1] = lines[-1].rstrip()
    return lines


def _pieces(text: str) -> list[str]:
    """What stays together: words with the space behind them; every sign where there are no spaces to break at."""
    pieces: list[str] = []
    for sign in text:
        joins = unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Mc", "Cf")
        before = pieces[-1][-1] if pieces else ""
        apart = not joins and (_is_wide(sign) or before.isspace() or (before and _is_wide(before)))
        if pieces and (not apart or sign.isspace() or sign in NEVER_FIRST):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _width(text: str) -> float:
    """About how wide a text is set in the serif stack, in ems; rather too wide than too narrow."""
    return sum(_sign_width(sign) for sign in text)


def _sign_width(sign: str) -> float:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Cf"):
        return 0.0
    if _is_wide(sign):
        return 1.05
    if sign in NARROW:
        return 0.36
    if sign in BROAD:
        return 1.0
    return 0.8 if sign.isupper() else 0.62


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def _is_right_to_left(text: str) -> bool:
    """By its first letter that has a direction."""
    directions = (unicodedata.bidirectional(sign) for sign in text)
    return next((d for d in directions if d in ("L", "R", "AL")), "L") != "L"


def _title(lines: list[str], size: float, top: float) -> str:
    right_to_left = _is_right_to_left("".join(lines))
    place = f'x="{WIDTH - MARGIN}" direction="rtl"' if right_to_left else f'x="{MARGIN}"'
    return "".join(
        f'<text {place} y="{top + size * LEADING * row:.0f}" font-size="{size:g}">{_text(line)}</text>'
        for row, line in enumerate(lines)
    )


def _caption(caption: str) -> str:
    if not caption:
        return ""
    return f'<text x="{MARGIN}" y="42" font-size="15" letter-spacing="1.500">{_text(caption.upper())}</text>'


def _text(text: str) -> str:
    """As XML takes it: escaped, and without the signs it forbids."""
    return escape("".join(sign for sign in text if sign >= " " and sign not in "\ufffe\uffff"))


def _circles(chance: random.Random, palette: Palette) -> str:
    """Two people, or two planets, that overlap."""
    x, y, r = chance.randint(90, 150), chance.randint(130, 190), chance.randint(60, 95)
    y = max(y, r + CLEAR)
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
