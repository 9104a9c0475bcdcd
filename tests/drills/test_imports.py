"""Workers, broker and database are killed in the middle of an import; it ends well, every film once."""

from __future__ import annotations

import os
import signal

import pytest
import redis
from traffic import PATIENCE, CheckIns, Import, nothing_lost

pytestmark = pytest.mark.services


@pytest.fixture
def under_way(site):
    """An import that a worker is in the middle of."""
    asked = Import(site)
    asked.send()
    asked.wait_until_half_way()
    return asked


def test_the_process_that_imports_is_killed(site, under_way):
    os.kill(site.worker.children()[0], signal.SIGKILL)
    under_way.ends_well()


def test_the_whole_worker_goes_down(site, under_way):
    site.worker.kill_all()
    site.start()
    under_way.ends_well()


def test_a_worker_told_to_stop_hands_over_or_finishes(site, under_way):
    site.worker.process.send_signal(signal.SIGTERM)
    site.worker.process.wait(PATIENCE)
    site.start()
    under_way.ends_well()


def test_the_worker_is_killed_twice(site, under_way):
    site.worker.kill_all()
    site.start()
    site.wait_for(f"SELECT attempts = 2 FROM movies_importrun WHERE id = {under_way.pk}")
    site.worker.kill_all()
    site.start()
    under_way.ends_well()


def test_the_broker_is_killed(site, under_way):
    site.redis.kill()
    site.start()
    under_way.ends_well()


def test_the_database_is_killed(site, under_way):
    site.database.kill()
    site.start()
    under_way.ends_well()


def test_database_broker_worker_and_web_die_together(site, under_way):
    """The lights go out."""
    for each in (site.web, site.worker):
        each.kill_all()
    for each in (site.redis, site.database):
        each.kill()
    site.start()
    under_way.ends_well()


def test_an_import_whose_message_never_arrived_is_found(site):
    Import(site, rows=50).ends_well()


def test_a_broker_that_lost_its_messages_loses_no_import(site):
    site.worker.kill_all()
    asked = Import(site, rows=50)
    asked.send()
    redis.Redis.from_url(site.redis.url(1)).flushall()
    site.start()
    asked.ends_well()


def test_a_message_that_arrives_three_times_is_carried_out_once(site):
    asked = Import(site, rows=400)
    for _ in range(3):
        asked.send()
    asked.ends_well()
    assert site.number(f"SELECT attempts FROM movies_importrun WHERE id = {asked.pk}") == 1


def test_people_are_served_while_an_import_is_killed(site, under_way):
    with CheckIns(site) as people:
        people.wait_for_more()
        site.worker.kill_all()
        site.start()
        people.wait_for_more()
    nothing_lost(site, people)
    under_way.ends_well()
