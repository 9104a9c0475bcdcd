"""Redis is killed, frozen and emptied: people notice nothing."""

from __future__ import annotations

import signal
import statistics

import pytest
import redis
from traffic import CheckIns, nothing_lost, survives

pytestmark = pytest.mark.services

ONE_WAIT = 1.5
"""Seconds; the one request that finds Redis silent waits about one, and asks the cache several times."""


def test_redis_is_killed_during_check_ins_and_nobody_is_refused(site):
    people = survives(site, site.redis.kill)
    assert set(people.statuses) == {302}


def test_without_redis_the_site_still_recommends_and_says_so(site):
    site.redis.kill()
    try:
        browser = site.browser()
        mood = browser.check_in()
        page = browser.get(f"/moods/{mood}/")
        health = browser.get("/readyz").json()
    finally:
        site.start()
    assert page.status_code == 200
    assert site.number(f"SELECT count(*) FROM emotions_impression WHERE check_in_id = '{mood}'") == 10
    assert health["ready"]
    assert {"cache", "broker"} <= set(health["degraded"])


def test_a_frozen_redis_costs_one_request_a_moment_and_nobody_an_answer(site):
    with CheckIns(site) as people:
        people.wait_for_more()
        usual, so_far = statistics.median(people.took), len(people.took)
        site.redis.process.send_signal(signal.SIGSTOP)
        people.wait_for_more(20)
        meanwhile = people.took[so_far:]
        site.redis.process.send_signal(signal.SIGCONT)
        people.wait_for_more()
    nothing_lost(site, people)
    assert set(people.statuses) == {302}
    assert people.refused == 0
    assert statistics.median(meanwhile) < 2 * usual + ONE_WAIT  # else every one waits


def test_an_emptied_redis_logs_nobody_out(site):
    redis.Redis.from_url(site.redis.url()).flushall()
    assert site.browser().get("/moods/").status_code == 200


def test_a_redis_that_lost_its_memory_logs_nobody_out(site):
    site.redis.kill()
    site.redis.start()
    assert site.browser().get("/moods/").status_code == 200


def test_who_logs_out_while_redis_is_frozen_stays_logged_out(site):
    """Redis wakes with the session still in it; the site must not believe it."""
    browser = site.browser("charlie")
    assert browser.get("/moods/").status_code == 200
    site.redis.process.send_signal(signal.SIGSTOP)
    try:
        assert browser.post("/accounts/logout/").status_code == 302
    finally:
        site.redis.process.send_signal(signal.SIGCONT)
    for _ in range(40):
        assert browser.get("/moods/").status_code == 302
    site.log_in_again("charlie")


def test_redis_and_all_web_workers_die_together(site):
    def both() -> None:
        site.redis.kill()
        site.web.kill_all()

    survives(site, both)
