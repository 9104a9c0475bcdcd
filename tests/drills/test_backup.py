"""Backups of PostgreSQL, made while people use the site, restored, and killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stack import ROOT
from traffic import CheckIns, nothing_lost

pytestmark = pytest.mark.services

MOODS = "SELECT count(*), count(DISTINCT user_id) FROM emotions_moodcheck"


def test_a_backup_made_in_the_middle_of_check_ins_restores_to_whole_moods(site, tmp_path):
    with CheckIns(site) as people:
        people.wait_for_more()
        kept = site.manage("backup", tmp_path).splitlines()[-1]
        people.wait_for_more()
    before = set(people.kept)
    site.manage("restore", "--yes", kept)
    there = {str(row[0]) for row in site.rows("SELECT id FROM emotions_moodcheck")}
    assert there
    assert there < before, "moods of after the backup are gone, and no other is there"
    people.kept = [mood for mood in people.kept if mood in there]
    nothing_lost(site, people)
    assert site.browser().check_in() is not None, "the site goes on with what was restored"


def test_a_restore_that_is_killed_leaves_the_database_as_it_was(site, tmp_path):
    kept = site.manage("backup", tmp_path).splitlines()[-1]
    assert site.browser().check_in() is not None
    before = site.rows(MOODS)
    for seconds in (1.5, 2.0, 2.5):
        restoring = subprocess.Popen(
            [sys.executable, "manage.py", "restore", "--yes", kept],
            env=site.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        site.rows(_OTHERS)
        # with pg_restore, which would go on alone, into what the next test does
        os.killpg(restoring.pid, signal.SIGKILL)
        restoring.wait()
        site.wait_for(_NOBODY_RESTORES)
        assert site.rows(MOODS) in (before, [(0, 0)]), "neither the old nor the new"
        if site.rows(MOODS) == [(0, 0)]:
            break


_NOBODY_RESTORES = "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'pg_restore'"
_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pg_restore'"


def test_a_backup_that_is_killed_leaves_no_half_file(site, tmp_path):
    for seconds in (0.8, 1.2, 1.6):
        backing_up = subprocess.Popen(
            [sys.executable, "manage.py", "backup", str(tmp_path)], env=site.environment, cwd=ROOT
        )
        time.sleep(seconds)
        backing_up.kill()
        backing_up.wait()
    for whole in Path(tmp_path).glob("emoflix-*.pgdump"):
        site.manage("restore", "--yes", whole)
