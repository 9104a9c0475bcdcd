"""Rates as people write them: "120/min" is a hundred and twenty in sixty seconds."""

from __future__ import annotations

SECONDS = {
    **dict.fromkeys(("s", "sec", "second"), 1),
    **dict.fromkeys(("m", "min", "minute"), 60),
    **dict.fromkeys(("h", "hour"), 3600),
    **dict.fromkeys(("d", "day"), 86_400),
}
"""By what may stand behind the slash."""
LOOKS_LIKE = "a number from 1 up, a slash and s, min, hour or day, as in 120/min"


def parse(rate: str) -> tuple[int, int]:
    """How many, and in how many seconds.

    Raises:
        ValueError: it reads otherwise; the message says what is wanted.
    """
    most, _, period = rate.strip().partition("/")
    if not (most.isascii() and most.isdecimal() and int(most) and period in SECONDS):
        raise ValueError(f"A rate is {LOOKS_LIKE}; this is {rate!r}.")
    return int(most), SECONDS[period]
