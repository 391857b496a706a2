from core import cache as guarded
from core.cache import Breaker, ForgivingRedisCache


def unreachable() -> ForgivingRedisCache:
    guarded.breaker = Breaker()
    return ForgivingRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 0.2}})


def test_unreachable_cache_misses_and_rests() -> None:
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
