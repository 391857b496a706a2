"""A Redis cache that may fail: a stopped or frozen Redis costs a page one short timeout, then nothing for 5 s.

Meanwhile each process keeps its own counters for rate limits.
"""

import pickle
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient, RedisSerializer
from redis.exceptions import RedisError

OPEN_SECONDS = 5.0
REDIS_BITS = 63  # of an integer in Redis, without its sign
# Raised for a value cached by another version of this code whose class has moved or changed.
OTHER_CODE = (pickle.UnpicklingError, ImportError, AttributeError, TypeError)
COUNTERS = ("limit:", "allauth:rl:")  # prefixes of the keys of core.ratelimit and of allauth's limits


class Breaker:
    """A circuit breaker for one process: after a failure, nothing is tried for `seconds`."""

    def __init__(self, seconds: float = OPEN_SECONDS) -> None:
        self.seconds = seconds
        self._closed_again = 0.0

    @property
    def open(self) -> bool:
        return time.monotonic() < self._closed_again

    def trip(self) -> None:
        self._closed_again = time.monotonic() + self.seconds


class ProcessCounters(LocMemCache):
    """Counters of one process."""

    def count(self, key: str, seconds: int) -> int:
        """As `CountingRedisCache.count`."""
        try:
            return 1 if self.add(key, 1, seconds) else self.incr(key)
        except ValueError:  # the window ended in between
            return self.count(key, seconds)


class KeptClient(RedisCacheClient):
    """Keeps a client for each server. Django makes one for each call, which takes a third of the call's time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[Any, Any] = {}  # by the pool of their connections

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        if pool not in self._clients:
            self._clients[pool] = self._client(connection_pool=pool)  # type: ignore[attr-defined]
        return self._clients[pool]


class CountingRedisCache(RedisCache):
    """Django's Redis cache, with counters that always expire.

    Django's own `incr` checks whether the key exists, then increments: a key that expires in between is created again
    without an expiry.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._class = KeptClient

    def count(self, key: str, seconds: int) -> int:
        """Add one, atomically. Returns the count in the window, which lasts `seconds` from the first."""
        name = self.make_and_validate_key(key)
        with self._cache.get_client(name, write=True).pipeline(transaction=True) as redis:
            redis.set(name, 0, ex=seconds, nx=True)
            redis.incr(name)
            _started, number = redis.execute()
        return int(number)

    def forget(self, *prefixes: str) -> None:
        """Delete all keys with one of these prefixes; for what is rare, as it looks at every key of the cache."""
        client = self._cache.get_client(None, write=True)
        for prefix in prefixes:
            keys = list(client.scan_iter(match=f"{self.make_key(prefix)}*", count=1_000))
            if keys:
                client.unlink(*keys)


breaker = Breaker()
alone = ProcessCounters("counters", {"OPTIONS": {"MAX_ENTRIES": 50_000}})


class Serializer(RedisSerializer):
    """As Django's, which writes integers in decimal so that Redis can count, but only those that Redis can hold.

    Python refuses to parse more than 4,300 digits, and a set of mentors is an integer with a bit for each.
    """

    def dumps(self, obj: Any) -> Any:
        if type(obj) is int and obj.bit_length() >= REDIS_BITS:
            return pickle.dumps(obj)
        return super().dumps(obj)


class ForgivingRedisCache(CountingRedisCache):
    """A Redis cache where every failure is a miss, and counters continue in this process."""

    def _guard(self, method: Callable[..., Any], default: Any, *args: Any, **kwargs: Any) -> Any:
        if not breaker.open:
            try:
                return method(*args, **kwargs)
            except (RedisError, OSError):
                breaker.trip()
            except OTHER_CODE:
                return default
        if args and isinstance(args[0], str) and args[0].startswith(COUNTERS):
            return getattr(alone, method.__name__)(*args, **kwargs)
        return default

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """Add a key; without Redis this always succeeds, except for rate limits."""
        return self._guard(super().add, True, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._guard(super().get, default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().touch, False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().delete, False, *args, **kwargs)

    def get_many(self, keys: Any, version: Any = None) -> Any:
        keys = list(keys)
        return self._guard(super().get_many, {}, keys, version) if keys else {}

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().has_key, False, *args, **kwargs)

    def count(self, key: str, seconds: int) -> int:
        return int(self._guard(super().count, 1, key, seconds))

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().set_many, [], *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().delete_many, None, *args, **kwargs)

    def forget(self, *prefixes: str) -> None:
        self._guard(super().forget, None, *prefixes)

    def clear(self) -> Any:
        return self._guard(super().clear, False)
