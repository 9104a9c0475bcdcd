"""The running site of `tests/services`, shared by all drills."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "services")]

from stack import Site  # noqa: E402


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture
def site(running):
    """The site with everything up, and no mood or import in it yet."""
    running.start()
    running.rows("TRUNCATE emotions_moodcheck, movies_importrun CASCADE")
    return running
