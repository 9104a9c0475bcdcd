"""What is installed is what was tested: every package pinned with its hashes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PINNED = re.compile(r"^([a-z0-9][\w.-]*)(?:\[[\w,-]+\])?==(\S+)", re.IGNORECASE | re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in PINNED.findall(text)}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_asked_for_is_what_is_pinned(name):
    asked, locked = pins(f"{name}.in"), pins(f"{name}.txt")
    assert asked
    assert {package: locked.get(package) for package in asked} == asked, "run `make lock`"


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_package_has_its_hashes(name):
    for entry in re.split(
        r"\n(?=[a-z0-9])", (ROOT / f"{name}.txt").read_text(encoding="utf-8"), flags=re.IGNORECASE
    ):
        assert "--hash=sha256:" in entry, f"{entry.splitlines()[0]} has no hash: run `make lock`"


def test_tests_run_on_what_the_site_runs_on():
    site, tests = pins("requirements.txt"), pins("requirements-dev.txt")
    assert site.items() <= tests.items()
