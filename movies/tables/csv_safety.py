"""Cells that no spreadsheet takes for a formula.

A cell that begins with = + - @, a tab or a line end is run as a formula by common spreadsheets; an apostrophe in
front makes it text. One that begins with apostrophes and then such a sign gets one more, so that nothing is lost:
`original_cell` gives back exactly what `safe_cell` was given.
"""

from __future__ import annotations

import re
from typing import Any

_RISKY = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_GUARDED = re.compile(r"''*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def safe_cell(value: Any) -> Any:
    """The value as a cell; only text changes."""
    return f"'{value}" if isinstance(value, str) and _RISKY.match(value) else value


def original_cell(value: Any) -> Any:
    """What was given to `safe_cell`."""
    return value[1:] if isinstance(value, str) and _GUARDED.match(value) else value
