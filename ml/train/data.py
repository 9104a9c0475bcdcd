"""What every training data set has in common: it may be missing, or not what it seems."""

from __future__ import annotations


class DataError(Exception):
    """The data set cannot be used as it is; the message says what and where."""
