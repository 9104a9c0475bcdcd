"""A mood and a wish → films that fit, and why: index → score → filters → diversity → reasons."""

from __future__ import annotations

from movies.models import Mode
from movies.recommending.picks import Pick, Picks, recommend
from movies.recommending.similar import similar

__all__ = ["Mode", "Pick", "Picks", "recommend", "similar"]
