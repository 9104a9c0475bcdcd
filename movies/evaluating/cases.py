"""What is held out of somebody's films, to be found again."""

from __future__ import annotations

from dataclasses import dataclass

from movies.recommending.opinions import Said


@dataclass(frozen=True, slots=True)
class Case:
    """One held-out film of one member.

    Attributes:
        member: number of the member.
        said: what they rated before.
        target: row of the held-out film.
    """

    member: int
    said: Said
    target: int
