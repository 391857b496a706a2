from django.core.cache import cache

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


def test_value_of_other_code_is_a_miss() -> None:
    """An upgrade moves classes whose instances the version before has left in the cache."""
    for pickled in (b"cnothing.of.this.name\nClass\n.", b"cdatetime\nNothing\n.", b"not a pickle"):
        client = cache._cache.get_client("other-code", write=True)  # type: ignore[attr-defined]
        client.set(cache.make_key("other-code"), pickled)
        assert cache.get("other-code", "missed") == "missed"
        assert cache.get_many(["other-code"]) == {}
    cache.set("other-code", "written anew")
    assert cache.get("other-code") == "written anew"
