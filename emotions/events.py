"""What the check-in announces while it works, for whoever counts: values in memory, never stored by these signals."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.dispatch import Signal

understood = Signal()
"""`mood`: senses were read and fused."""
nothing_understood = Signal()
"""`readings`: none of them could be used."""
step_done = Signal()
"""`step` (understand, rank, keep) and `seconds` it took, on the clock."""


@contextmanager
def timed(step: str) -> Iterator[None]:
    """Announce how long the block took, if it came to its end."""
    start = time.perf_counter()
    yield
    step_done.send(sender=None, step=step, seconds=time.perf_counter() - start)
