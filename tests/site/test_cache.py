"""The cache of a site that lost Redis. With a real one: tests/services."""

from __future__ import annotations

import time

import pytest
from servers import free_port

from emoflix_site import cache as module
from emoflix_site.cache import ForgivingRedisCache, Outage, RedisCacheClient


@pytest.fixture
def lost(monkeypatch):
    """A cache on a port where nobody listens."""
    monkeypatch.setattr(module, "outage", Outage())
    module.outage.local.clear()
    return ForgivingRedisCache(f"redis://127.0.0.1:{free_port()}/0", {})


def test_without_redis_a_process_keeps_its_own(lost):
    lost.set("mood", "sad", 60)
    assert lost.get("mood") == "sad"
    assert lost.get("nothing", "default") == "default"
    assert lost.has_key("mood")
    lost.delete("mood")
    assert lost.get("mood") is None


def test_limits_and_locks_still_hold(lost):
    assert lost.add("lock", 1, 60)
    assert not lost.add("lock", 2, 60)
    lost.set("count", 1, 60)
    assert lost.incr("count") == 2
    with pytest.raises(ValueError, match="not found"):
        lost.incr("nobody")


def test_many_at_once(lost):
    lost.set_many({"a": 1, "b": 2}, 60)
    assert lost.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    lost.delete_many(["a"])
    assert lost.get_many(["a", "b"]) == {"b": 2}
    lost.clear()
    assert lost.get("b") is None


def test_only_the_first_request_waits_for_a_redis_that_is_away(lost, monkeypatch):
    asked = []
    monkeypatch.setattr(module.ForgivingClient, "_settle", lambda self: asked.append(time.monotonic()))
    for _ in range(100):
        lost.get("anything")
    assert len(asked) == 1


def test_what_changed_meanwhile_is_remembered_to_be_forgotten(lost):
    lost.set("session", "of Alice", 60)
    lost.delete("session")
    lost.get("untouched")
    assert module.outage.owed == {lost.make_key("session")}


def test_a_cache_emptied_meanwhile_is_emptied_in_redis_too(lost, monkeypatch):
    emptied = []
    lost.clear()
    monkeypatch.setattr(RedisCacheClient, "clear", lambda self: emptied.append("all"))
    monkeypatch.setattr(RedisCacheClient, "get", lambda self, key, default: default)
    module.outage.until = time.monotonic() - 1  # Redis is asked again, and answers
    for _ in range(2):
        lost.get("anything")
    assert emptied == ["all"]
