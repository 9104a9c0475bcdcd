"""PostgreSQL is killed, stopped and frozen while people use the site; it comes back, and so does the site."""

from __future__ import annotations

import contextlib
import os
import signal
import time

import pytest
from traffic import CheckIns, Corrections, nothing_forgotten, nothing_lost, survives

pytestmark = pytest.mark.services

OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"


def test_the_database_is_killed_during_check_ins(site):
    people = survives(site, site.database.kill)
    assert set(people.statuses) <= {302, 503}, "a database that is away is no fault of the program"


def test_the_database_is_killed_twice_in_a_row(site):
    def twice() -> None:
        for _ in range(2):
            site.database.kill()
            site.database.start()

    survives(site, twice)


def test_the_database_is_killed_while_moods_are_put_right(site):
    with Corrections(site) as people:
        people.wait_for_more()
        site.database.kill()
        site.start()
        people.wait_for_more()
    nothing_forgotten(site, people)


def test_the_database_restarts_in_good_order(site):
    survives(site, site.database.stop)


def test_every_connection_is_cut_during_check_ins(site):
    survives(site, lambda: site.rows(OTHERS))


def test_without_a_database_people_are_told_when_to_come_back(site):
    site.database.kill()
    try:
        page = site.browser().get("/check-in/")
        program = site.browser().get("/api/v1/moods/")
        alive = site.browser().get("/healthz")
        ready = site.browser().get("/readyz")
    finally:
        site.start()
    assert [page.status_code, program.status_code] == [503, 503]
    assert int(page.headers["Retry-After"]) > 0
    assert program.headers["Content-Type"] == "application/problem+json"
    assert (alive.status_code, ready.status_code) == (200, 503)
    assert site.browser().get("/check-in/").status_code == 200


def test_the_web_starts_before_its_database(site):
    site.web.kill_all()
    site.database.kill()
    site.web.start()
    assert site.browser().get("/check-in/").status_code == 503
    site.database.start()
    assert site.browser().check_in() is not None


def test_a_frozen_database_is_waited_for_and_loses_nothing(site):
    """What was sent meanwhile is answered late or not at all, never twice."""
    with CheckIns(site) as people:
        people.wait_for_more()
        backends = [
            row[0] for row in site.rows("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        ]
        for each in backends:
            _signal(each, signal.SIGSTOP)
        time.sleep(1.5)
        for each in backends:
            _signal(each, signal.SIGCONT)
        people.wait_for_more()
    nothing_lost(site, people)


def _signal(number: int, what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, what)
