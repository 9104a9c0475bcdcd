"""Gunicorn and its workers are killed, frozen and replaced while people say how they feel."""

from __future__ import annotations

import contextlib
import os
import signal

import pytest
from traffic import PATIENCE, CheckIns, Corrections, nothing_forgotten, nothing_lost, survives

pytestmark = pytest.mark.services


def test_one_web_worker_is_killed(site):
    survives(site, lambda: os.kill(site.web.children()[0], signal.SIGKILL))


def test_all_web_workers_are_killed_at_once(site):
    survives(site, lambda: [os.kill(child, signal.SIGKILL) for child in site.web.children()])


def test_a_web_worker_is_killed_again_and_again(site):
    with CheckIns(site) as people:
        for _ in range(4):
            people.wait_for_more(2)
            os.kill(site.web.children()[-1], signal.SIGKILL)
        people.wait_for_more()
    nothing_lost(site, people)


def test_the_web_master_is_killed_and_its_workers_give_way(site):
    survives(site, site.web.kill)


def test_the_whole_web_machine_goes_down(site):
    survives(site, site.web.kill_all)


def test_the_web_machine_goes_down_while_pictures_and_voices_arrive(site, portrait, spoken):
    with CheckIns(site, face=portrait, voice=spoken) as people:
        people.wait_for_more(3)
        site.web.kill_all()
        site.start()
        people.wait_for_more(3)
    nothing_lost(site, people)


def test_web_workers_are_killed_while_moods_are_put_right(site):
    with Corrections(site) as people:
        people.wait_for_more()
        for child in site.web.children():
            os.kill(child, signal.SIGKILL)
        people.wait_for_more()
    nothing_forgotten(site, people)


def test_a_new_version_rolls_in_and_nobody_is_refused(site):
    """SIGHUP: new workers start, the old ones finish what they have."""
    with CheckIns(site) as people:
        people.wait_for_more()
        site.web.process.send_signal(signal.SIGHUP)
        people.wait_for_more(20)
    nothing_lost(site, people)
    assert set(people.statuses) == {302}


def test_told_to_stop_the_web_finishes_what_it_has(site):
    """SIGTERM: what was accepted is kept, what came later is refused as a whole."""

    def ended() -> None:
        site.web.process.send_signal(signal.SIGTERM)
        site.web.process.wait(PATIENCE)

    people = survives(site, ended)
    assert set(people.statuses) == {302}


def test_a_frozen_web_worker_does_not_take_the_other_with_it(site):
    frozen = site.web.children()[0]
    with CheckIns(site) as people:
        people.wait_for_more()
        os.kill(frozen, signal.SIGSTOP)
        people.wait_for_more()
        with contextlib.suppress(ProcessLookupError):  # gunicorn has replaced it already
            os.kill(frozen, signal.SIGKILL)
        people.wait_for_more()
    nothing_lost(site, people)
