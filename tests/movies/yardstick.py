"""How quick this machine is just now, so that a promise of speed holds on a slow one and on a busy one alike."""

from __future__ import annotations

import json
import time

ROUNDS = 20_000
ROW = {"title": "Alice in the Cities", "year": 1974, "genres": ["Drama"]}


def round_trip() -> float:
    """Processor seconds of a small round trip through JSON."""
    start = time.process_time()
    for _ in range(ROUNDS):
        json.loads(json.dumps(ROW))
    return (time.process_time() - start) / ROUNDS
