import contextlib
import threading
import time
import uuid
from collections.abc import Callable

import pytest
from django.core.cache import cache

from core import cache as guarded
from core.cache import Breaker, ForgivingRedisCache


def unreachable() -> ForgivingRedisCache:
    guarded.breaker = Breaker()
    return ForgivingRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.2}})


def test_unreachable_cache_misses_and_opens_the_breaker() -> None:
    cache = unreachable()
    assert cache.get("a", "default") == "default"
    assert guarded.breaker.open
    assert cache.get_many(["a"]) == {}
    assert cache.add("a", 1) is True
    assert cache.set("a", 1) is None
    assert cache.delete("a") is False
    guarded.breaker = Breaker()


def test_closed_breaker_opens_and_closes_again() -> None:
    breaker = Breaker(seconds=0.0)
    breaker.trip()
    assert breaker.open is False
    breaker = Breaker(seconds=60)
    breaker.trip()
    assert breaker.open is True


def test_value_of_other_code_is_a_miss() -> None:
    """An upgrade may move classes whose instances are still cached."""
    for pickled in (b"cnothing.of.this.name\nClass\n.", b"cdatetime\nNothing\n.", b"not a pickle"):
        client = cache._cache.get_client("other-code", write=True)  # type: ignore[attr-defined]
        client.set(cache.make_key("other-code"), pickled)
        assert cache.get("other-code", "missed") == "missed"
        assert cache.get_many(["other-code"]) == {}
    cache.set("other-code", "written anew")
    assert cache.get("other-code") == "written anew"


def endless(count: Callable[[str], object], *, within: float) -> bool:
    """Whether a counter that keeps expiring while two threads count is ever left without an expiry."""
    key, over = f"limit:{uuid.uuid4().hex}", threading.Event()
    redis = cache._cache.get_client(key, write=True)  # type: ignore[attr-defined]

    def keep_counting() -> None:
        while not over.is_set():
            count(key)

    threads = [threading.Thread(target=keep_counting) for _ in range(2)]
    for thread in threads:
        thread.start()
    until, found = time.monotonic() + within, False
    while not found and time.monotonic() < until:
        redis.delete(cache.make_key(key))
        found = redis.ttl(cache.make_key(key)) == -1
    over.set()
    for thread in threads:
        thread.join()
    redis.delete(cache.make_key(key))
    return found


def test_counter_always_expires() -> None:
    assert not endless(lambda key: cache.count(key, 600), within=0.3)  # type: ignore[attr-defined]


def test_djangos_counter_may_never_expire() -> None:
    """The twin: check and increment are two steps, between which the counter may expire."""

    def in_two_steps(key: str) -> None:
        if not cache.add(key, 1, 600):
            with contextlib.suppress(ValueError):
                cache._cache.incr(cache.make_key(key), 1)  # type: ignore[attr-defined]

    assert endless(in_two_steps, within=20)


def test_counter_lasts_as_long_as_its_window_in_both_caches() -> None:
    key, counters = f"limit:{uuid.uuid4().hex}", (cache, guarded.alone)
    assert [[each.count(key, 1) for _ in range(3)] for each in counters] == [[1, 2, 3]] * 2  # type: ignore[attr-defined]
    time.sleep(1.02)
    assert [each.count(key, 1) for each in counters] == [1, 1]  # type: ignore[attr-defined]


@pytest.mark.parametrize("bits", [0, 1, 62, 63, 64, 100_000])
def test_integers_of_any_size_are_kept(bits: int) -> None:
    """A set of 100,000 mentors is such an integer, and Python parses no more than 4,300 digits."""
    for number in (1 << bits, -1 << bits, (1 << bits) - 1):
        cache.set("number", number)
        assert cache.get("number") == number
        assert cache.get_many(["number"]) == {"number": number}


def test_small_integers_are_still_counted_by_redis() -> None:
    cache.set("counter", 41)
    assert cache.incr("counter") == 42
