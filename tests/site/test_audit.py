"""When a known weakness of a package stops the run, told by made-up reports."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from datetime import date
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 22)
ENTRY = '[[accepted]]\nid = "CVE-1"\nreason = "Never called here."\nuntil = {until}\n'


@pytest.fixture(scope="module")
def audit():
    loader = SourceFileLoader("emoflix_audit", str(ROOT / ".ci" / "audit"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, loader.name, module)
        loader.exec_module(module)
        yield module


def report(*fix_versions: str, aliases: tuple[str, ...] = ()) -> list[dict]:
    """What pip-audit says of one package with one weakness beside one that is sound and one it does not know."""
    weakness = {"id": "PYSEC-1", "aliases": list(aliases), "fix_versions": list(fix_versions)}
    return [
        {"name": "weak", "version": "1.0", "vulns": [weakness]},
        {"name": "sound", "version": "2.0", "vulns": []},
        {"name": "unknown", "skip_reason": "not on any list"},
    ]


def test_where_nothing_is_known_nothing_is_said(audit):
    assert list(audit.judged(report()[1:], [], TODAY)) == []


def test_a_weakness_that_can_be_mended_stops_the_run_and_says_how(audit):
    (verdict,) = audit.judged(report("1.1"), [], TODAY)
    assert verdict.fails
    assert "weak 1.0: PYSEC-1, mended in 1.1" in verdict.sentence


def test_one_that_nobody_has_mended_is_told_and_stops_nothing(audit):
    (verdict,) = audit.judged(report(), [], TODAY)
    assert not verdict.fails
    assert "weak 1.0: PYSEC-1" in verdict.sentence


@pytest.mark.parametrize("name", ["PYSEC-1", "CVE-1"])
def test_one_that_was_accepted_by_any_of_its_names_is_told_with_its_reason(audit, name):
    entries = audit.accepted(ENTRY.format(until="2026-11-22").replace("CVE-1", name))
    (verdict,) = audit.judged(report("1.1", aliases=("CVE-1",)), entries, TODAY)
    assert not verdict.fails
    assert "Never called here." in verdict.sentence


def test_after_its_day_it_stops_the_run_again(audit):
    entries = audit.accepted(ENTRY.format(until="2026-11-21"))
    (verdict,) = audit.judged(report("1.1", aliases=("CVE-1",)), entries, TODAY)
    assert verdict.fails
    assert "accepted until 2026-11-21" in verdict.sentence


def test_an_entry_that_nothing_needs_any_more_is_told_and_stops_nothing(audit):
    (verdict,) = audit.judged(report()[1:], audit.accepted(ENTRY.format(until="2027-01-01")), TODAY)
    assert not verdict.fails
    assert "take it out" in verdict.sentence


@pytest.mark.parametrize(
    "text",
    [
        '[[accepted]]\nid = "CVE-1"\nuntil = 2027-01-01\n',
        '[[accepted]]\nid = "CVE-1"\nreason = " "\nuntil = 2027-01-01\n',
        '[[accepted]]\nid = "CVE-1"\nreason = "Because."\nuntil = "for ever"\n',
    ],
)
def test_nothing_is_accepted_without_a_reason_and_a_day(audit, text):
    with pytest.raises(ValueError, match=r"accepted\.toml"):
        audit.accepted(text)


@pytest.mark.parametrize(("fixes", "code"), [(["1.1"], 1), ([], 0)])
def test_the_whole_run_ends_by_the_verdicts_and_prints_everything(audit, monkeypatch, capsys, fixes, code):
    told = json.dumps({"dependencies": report(*fixes)})
    monkeypatch.setattr(
        audit.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1, stdout=told)
    )
    monkeypatch.setattr(audit, "ACCEPTED", ROOT / ".ci" / "accepted.toml")
    assert audit.main() == code
    said = capsys.readouterr().err
    assert "PYSEC-1" in said
    assert "1 of 3 packages were NOT audited" in said


def test_without_the_list_of_weaknesses_nothing_stops(audit, monkeypatch, capsys):
    monkeypatch.setattr(
        audit.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1, stdout="")
    )
    assert audit.main() == 0
    assert "NOT audited" in capsys.readouterr().err


def test_the_list_that_is_checked_in_can_be_read(audit):
    audit.accepted((ROOT / ".ci" / "accepted.toml").read_text())
