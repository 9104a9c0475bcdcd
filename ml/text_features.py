"""From a typed sentence to tokens and features; training and reading share every line of it.

Features are words, pairs of words, words under a negation, and the 2-5 character pieces of each
word (so that "hapy" still resembles "happy"). Emoji and emoticons become words of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

PIECE_LENGTHS = (2, 3, 4, 5)
"""Characters of a word's pieces, its two boundary spaces included."""
NEGATION_REACH = 2
"""Words after a negation that it turns around, unless a clause ends first."""
NOT = "not_"
LONG = "<long>"
"""Follows a word that was drawn out ("soooo")."""

EMOJI: Mapping[str, str] = {
    **dict.fromkeys("😀😃😄😁😆😊🙂☺😋😎🤗😇😺😸🎉🥳🎊🌞☀👍💪🙌", "happy"),
    **dict.fromkeys("🤩✨🔥🎈", "excited"),
    **dict.fromkeys("😂🤣😹", "haha"),
    **dict.fromkeys("🥰😍😘😻💕💖💗💘💞💓❤♥🧡💛💚💙💜", "love"),
    **dict.fromkeys("😔😞😟🙁☹😕😥🥺😣😩😫😿🖤🥀", "sad"),
    **dict.fromkeys("😢😭", "crying"),
    **dict.fromkeys("💔", "heartbroken"),
    **dict.fromkeys("😠😡🤬😤👿💢👎", "angry"),
    **dict.fromkeys("😱😨😧🙀", "terrified"),
    **dict.fromkeys("😰😬", "nervous"),
    **dict.fromkeys("🤢🤮💩", "disgusting"),
    **dict.fromkeys("😮😯😲😳🤯", "surprised"),
    **dict.fromkeys("😐😑😶🤷", "meh"),
    **dict.fromkeys("😴🥱", "tired"),
}
"""What the emoji people type most are taken to say; our own reading of them."""
EMOTICONS: Mapping[str, str] = {
    **dict.fromkeys(
        (":)", ":-)", "(:", ":]", "=)", ";)", ";-)", "^^", "^_^", ":d", ":-d", "=d", ":p", ":-p"), "happy"
    ),
    **dict.fromkeys(("xd",), "haha"),
    **dict.fromkeys(("<3",), "love"),
    **dict.fromkeys((":(", ":-(", "):", ":[", "=(", ":c"), "sad"),
    **dict.fromkeys((":'(", ";_;", "t_t", "t.t"), "crying"),
    **dict.fromkeys((">:(", ">:["), "angry"),
    **dict.fromkeys((":o", ":-o", "o_o", "o.o"), "surprised"),
    **dict.fromkeys((":/", ":-/", ":\\", ":|", ":-|", "-_-"), "meh"),
}

_SIGNS = "|".join(
    re.escape(sign) for sign in sorted(EMOTICONS, key=len, reverse=True) if not sign[0].isalpha()
)
_LETTER_SIGNS = "|".join(re.escape(sign) for sign in EMOTICONS if sign[0].isalpha())
_TOKEN = re.compile(
    rf"\[[a-z]+\]|(?:{_SIGNS})(?![a-z0-9])|\b(?:{_LETTER_SIGNS})\b|[^\W_]+(?:'[^\W_]+)*|[!?]+|\.\.+|[^\w\s]",
    re.IGNORECASE,
)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_UNWRITTEN = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
"""Variation selectors, joiners and skin tones: they change how an emoji looks, not what it says."""
_NEGATION = re.compile(
    r"(?:not|no|never|none|nothing|nobody|without|hardly|barely|neither|nor|cannot|cant|dont|doesnt|didnt|isnt|wasnt"
    r"|arent|werent|wont|wouldnt|couldnt|shouldnt|aint|havent|hasnt|hadnt|[a-z]+n't)"
)
_CLAUSE_WORDS = frozenset({"but", "and", "because", "though", "although", "just", "only"})


@dataclass(frozen=True, slots=True)
class Features:
    """A text's features, each with the token it came from.

    Attributes:
        tokens: lower-case words, signs and emoji words, in order.
        written: each token as the person wrote it, "" for a mark of ours.
        words: (feature, index of its token) for words, pairs and negated words.
        pieces: (feature, index of its token) for character pieces.
    """

    tokens: tuple[str, ...]
    written: tuple[str, ...]
    words: tuple[tuple[str, int], ...]
    pieces: tuple[tuple[str, int], ...]


def tokens(text: str) -> list[tuple[str, str]]:
    """(token, as written) in order.

    Tokens are lower-case; drawn-out letters are folded to two and marked, emoji and emoticons become words.
    """
    plain = _UNWRITTEN.sub("", unicodedata.normalize("NFC", text).replace("’", "'").replace("`", "'"))
    found = []
    for written in _TOKEN.findall(plain):
        token = written.lower()
        if token in EMOTICONS:
            found.append((EMOTICONS[token], written))
        elif token in EMOJI:
            found.append((EMOJI[token], written))
        elif _DRAWN_OUT.search(token):
            found += [(_DRAWN_OUT.sub(r"\1\1", token), written), (LONG, "")]
        elif token[0] in "!?":
            found.append((token[:2], written))
        else:
            found.append((token, written))
    return found


def extract(text: str) -> Features:
    """Tokens and features of one text."""
    split = tokens(text)
    found = [token for token, _ in split]
    negated = _negated(found)
    words = [(token, index) for index, token in enumerate(found) if index not in negated]
    words += [(f"{first} {second}", index) for index, (first, second) in enumerate(pairwise(found))]
    words += [(NOT + found[index], index) for index in sorted(negated)]
    words += [(short, index) for index, (_, written) in enumerate(split) if (short := drawn_in(written))]
    pieces = [
        (piece, index)
        for index, token in enumerate(found)
        if token[0].isalnum() and index not in negated
        for piece in _pieces(drawn_in(split[index][1]) or token)
    ]
    return Features(tuple(found), tuple(written for _, written in split), tuple(words), tuple(pieces))


def drawn_in(written: str) -> str:
    """A drawn-out word with each run as one letter ("saaaad" → "sad"), "" for any other word."""
    return _DRAWN_OUT.sub(r"\1", written.lower()) if _DRAWN_OUT.search(written.lower()) else ""


def _negated(found: list[str]) -> frozenset[int]:
    """Indices of the words that a negation before them turns around."""
    inside, left = [], 0
    for index, token in enumerate(found):
        if (not token[0].isalnum() and token[0] not in "\"'") or token in _CLAUSE_WORDS:
            left = 0
        elif _NEGATION.fullmatch(token):
            left = NEGATION_REACH
        elif left:
            inside.append(index)
            left -= 1
    return frozenset(inside)


@lru_cache(maxsize=20_000)
def _pieces(token: str) -> tuple[str, ...]:
    padded = f" {token} "
    return tuple(
        padded[start : start + length]
        for length in PIECE_LENGTHS
        for start in range(max(len(padded) - length + 1, 0))
    )
