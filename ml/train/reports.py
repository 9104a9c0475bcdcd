"""Putting measured tables into a report that people wrote around them."""

from __future__ import annotations

import re
from pathlib import Path

MARKS = re.compile(r"(<!-- tables -->\n).*?(<!-- /tables -->)", re.DOTALL)


def fill(report: Path, tables: str) -> bool:
    """Replace what stands between the report's two marks; a report without them is left alone.

    Returns:
        Whether the report has the marks.
    """
    if not report.is_file():
        return False
    written = report.read_text(encoding="utf-8")
    report.write_text(
        MARKS.sub(lambda marks: f"{marks[1]}{tables.rstrip()}\n{marks[2]}", written), encoding="utf-8"
    )
    return MARKS.search(written) is not None
