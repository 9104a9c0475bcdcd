"""A small catalogue for the pages that need films, and the builders of servers."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth as second_factors

from emoflix_site import limits
from movies.feelings import genre_moods
from movies.storing import catalogue

sys.path.append(str(Path(__file__).parent.parent / "services"))
FILMS = 60


@pytest.fixture
def films(counted_from_one, best_known):
    catalogue.take_in(best_known[:FILMS], source="wikidata")
    genre_moods.load_learned()


@pytest.fixture
def standing_clock(monkeypatch):
    """For limits and second factors no time passes: else a test may begin in one minute and end in the next."""
    now = time.time()
    for module in (limits, second_factors):
        monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: now))
