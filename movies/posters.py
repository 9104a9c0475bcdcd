"""A poster for every film, drawn from its facts: title, year, and a motif of its genres.

None are shipped or fetched; a drawn one is a kilobyte or two and asks no third party.
"""

from __future__ import annotations

import random
import unicodedata
from html import escape

from movies import poster_motifs
from movies.models import Movie
from movies.poster_motifs import CAPTION_ENDS, WIDTH

HEIGHT = 450
MARGIN = 24
COLUMN = WIDTH - 2 * MARGIN
BOTTOM = 414
"""Base line of a title's last line."""
LEADING = 1.14
MOTIF_BOTTOM, DUSK = 306, 84
"""Where no motif reaches any more, and how far above the ground begins to cover it."""
DAWN = 14
"""How far above the caption's end a motif is covered, so that the caption is read on its ground."""
SIZES: tuple[tuple[float, int], ...] = ((46, 2), (40, 3), (34, 4), (29, 5), (25, 5), (21, 6))
"""Type sizes, the largest first, and how many lines each may take."""
FONTS = "Iowan Old Style, Palatino, Georgia, Noto Serif, DejaVu Serif, serif"
NARROW, BROAD = "iljtfrI .,:;'’‘!|()[]-–·", "mwMWŒœÆæ@%—…<>&=+#~"
NEVER_FIRST = "、。，．・！？：；）」』】々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?:;)]"


def svg(movie: Movie) -> str:
    """The poster as SVG; the same facts always give the same one."""
    genres = movie.genre_names
    genre = genres[0] if genres else ""
    chance = random.Random(f"{movie.imdb_id or movie.title}{movie.year}")  # noqa: S311 - a drawing, not a secret
    palette = poster_motifs.palette_of(genre, chance)
    motif = poster_motifs.motif_of(genres, chance, palette)
    caption = " · ".join(part for part in (str(movie.year or ""), genre) if part)
    size, lines = laid_out(movie.title)
    top = BOTTOM - (len(lines) - 1) * size * LEADING
    dark = min(MOTIF_BOTTOM, top - size * 0.9)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{_text(str(movie))}</title>"
        f"<defs>{_fading('dawn', palette.ground, CAPTION_ENDS, CAPTION_ENDS - DAWN)}{_fading('dusk', palette.ground, dark - DUSK, dark)}</defs>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{palette.ground}"/>{motif}'
        f'<rect width="{WIDTH}" height="{CAPTION_ENDS}" fill="url(#dawn)"/>'
        f'<rect y="{dark - DUSK:.0f}" width="{WIDTH}" height="{HEIGHT}" fill="url(#dusk)"/>'
        f'<g fill="{palette.light}" font-family="{FONTS}">{_title(lines, size, top)}{_caption(caption)}</g></svg>'
    )


def _fading(name: str, ground: str, clear: float, covered: float) -> str:
    """From where the motif is all there to where the ground has covered it; letters stand beyond."""
    return (
        f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="{clear:.0f}" y2="{covered:.0f}">'
        f'<stop stop-color="{ground}" stop-opacity="0"/><stop offset="1" stop-color="{ground}"/></linearGradient>'
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
