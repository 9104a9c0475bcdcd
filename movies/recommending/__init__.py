"""A mood and a wish → films with reasons: the index they are ranked in, the score, and what is said about it."""

from movies.recommending.ranking import Mode, Pick, Picks, recommend, similar

__all__ = ["Mode", "Pick", "Picks", "recommend", "similar"]
