"""A Redis cache the site can lose: while Redis is away every process keeps its own, and goes on.

Sessions, throttles and locks rest on the cache. No answer to a person fails because of it: what cannot be asked of
Redis is asked of a small cache in this process's memory, so that limits still hold, a process each. After a failure
Redis is left alone for a moment, so that its silence costs one request and not every one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

LEFT_ALONE = 5.0
"""Seconds during which Redis is not asked again after a failure."""
LONGEST_ANSWER = 0.5
"""Seconds a connection or an answer may take; on one network both take about a thousandth of it."""
MOST_OWED = 10_000
"""Keys remembered while Redis is away; beyond that the whole cache is emptied when it is back."""

log = logging.getLogger(__name__)


class Outage:
    """What this process knows about Redis being away, shared by its threads."""

    def __init__(self) -> None:
        self.until = 0.0
        self.owed: set[str] = set()
        self.owes_everything = False
        self.local = LocMemCache("while-redis-is-away", {"OPTIONS": {"MAX_ENTRIES": MOST_OWED}})
        self.lock = threading.Lock()

    @property
    def is_known(self) -> bool:
        """Redis failed and has not answered since."""
        return self.until > 0.0

    @property
    def just_failed(self) -> bool:
        """Redis failed a moment ago and is not asked."""
        return time.monotonic() < self.until

    def begin(self, error: RedisError) -> None:
        if not self.is_known:
            log.warning("Redis does not answer; every process keeps its own cache: %s", error)
        self.until = time.monotonic() + LEFT_ALONE

    def owe(self, keys: Iterable[str]) -> None:
        with self.lock:
            if len(self.owed) <= MOST_OWED:
                self.owed.update(keys)


outage = Outage()


class ForgivingClient(RedisCacheClient):
    """Redis where it answers, this process's memory where it does not.

    What changed meanwhile is forgotten in Redis before it is asked again: nobody's ended session comes back to life
    because Redis slept through the farewell.
    """

    def __init__(self, servers: list[str], **options: Any) -> None:
        bounds: dict[str, Any] = {"socket_timeout": LONGEST_ANSWER, "socket_connect_timeout": LONGEST_ANSWER}
        # once more, because the first try may find a connection of before a restart
        super().__init__(servers, **bounds, retry=Retry(NoBackoff(), 1), **options)

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        return bool(self._ask("add", key, value, timeout, changes=[key]))

    def get(self, key: Any, default: Any) -> Any:
        return self._ask("get", key, default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        self._ask("set", key, value, timeout, changes=[key])

    def touch(self, key: Any, timeout: Any) -> bool:
        return bool(self._ask("touch", key, timeout))

    def delete(self, key: Any) -> bool:
        return bool(self._ask("delete", key, changes=[key]))

    def get_many(self, keys: Any) -> dict[Any, Any]:
        found: dict[Any, Any] = self._ask("get_many", list(keys))
        return found

    def has_key(self, key: Any) -> bool:
        return bool(self._ask("has_key", key))

    def incr(self, key: Any, delta: int) -> int:
        return int(self._ask("incr", key, delta, changes=[key]))

    def set_many(self, data: Any, timeout: Any) -> None:
        self._ask("set_many", data, timeout, changes=list(data))

    def delete_many(self, keys: Any) -> None:
        wanted = list(keys)
        self._ask("delete_many", wanted, changes=wanted)

    def clear(self) -> bool:
        self._ask("clear", empties=True)
        return True

    def _ask(self, name: str, *args: Any, changes: Iterable[str] = (), empties: bool = False) -> Any:
        if not outage.just_failed:
            try:
                self._settle()
                return getattr(RedisCacheClient, name)(self, *args)
            except RedisError as error:
                outage.begin(error)
        outage.owe(changes)
        outage.owes_everything |= empties
        return getattr(outage.local, name)(*args)

    def _settle(self) -> None:
        """Redis is about to be asked again: forget in it what changed while it was away."""
        if not outage.is_known:
            return
        with outage.lock:
            if outage.owes_everything or len(outage.owed) > MOST_OWED:
                super().clear()
            elif outage.owed:
                super().delete_many(outage.owed)
            else:
                self.get_client(None, write=True).ping()
            outage.owed.clear()
            outage.owes_everything = False
            outage.local.clear()
            outage.until = 0.0
        log.warning("Redis answers again.")


class ForgivingRedisCache(RedisCache):
    """For `CACHES`: `ForgivingClient` behind Django's own Redis backend."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
