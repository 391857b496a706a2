"""Redis as a cache that may fail: a stopped or frozen Redis costs a page one short timeout, then nothing for 5 s."""

import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

OPEN_SECONDS = 5.0


class Breaker:
    """A circuit breaker for one process: after a failure the guarded thing is not tried for `seconds`."""

    def __init__(self, seconds: float = OPEN_SECONDS) -> None:
        self.seconds = seconds
        self._closed_again = 0.0

    @property
    def open(self) -> bool:
        return time.monotonic() < self._closed_again

    def trip(self) -> None:
        self._closed_again = time.monotonic() + self.seconds


breaker = Breaker()


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, where every failure is a miss."""

    def _guard(self, method: Callable[..., Any], default: Any, *args: Any, **kwargs: Any) -> Any:
        if breaker.open:
            return default
        try:
            return method(*args, **kwargs)
        except (RedisError, OSError):
            breaker.trip()
            return default

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """Without Redis everybody is the first: allauth's rate limits would else wait for a lock and refuse sign-in."""
        return self._guard(super().add, True, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._guard(super().get, default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().touch, False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().delete, False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().get_many, {}, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().has_key, False, *args, **kwargs)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        return self._guard(super().incr, delta, key, delta, version)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().set_many, [], *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._guard(super().delete_many, None, *args, **kwargs)

    def clear(self) -> Any:
        return self._guard(super().clear, False)
