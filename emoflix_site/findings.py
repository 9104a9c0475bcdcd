"""What somebody who looked at the installation has to tell, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

SOMETHING_WRONG = 1
"""Exit code of a doctor that has found something."""
UNUSABLE = 2
"""Exit code of everything else that cannot begin with such an environment."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    fine: bool
    sentence: str


def as_text(found: Sequence[Finding]) -> str:
    """A line each, and how many are wrong."""
    lines = [f"{'fine ' if finding.fine else 'WRONG'}  {finding.sentence}" for finding in found]
    return "\n".join([*lines, _sum(sum(not finding.fine for finding in found))])


def as_json(found: Sequence[Finding]) -> str:
    """{"fine": [sentences], "wrong": [sentences]}"""
    said = {fine: [finding.sentence for finding in found if finding.fine is fine] for fine in (True, False)}
    return json.dumps({"fine": said[True], "wrong": said[False]})


def _sum(wrong: int) -> str:
    if not wrong:
        return "Everything is as it should be."
    return f"{wrong} thing{'s are' if wrong > 1 else ' is'} wrong; each line above says what to do."
