"""The environment of the tests, set before pytest-django reads the settings: PostgreSQL and Redis, real ones."""

import gc
import os

os.environ.setdefault("ENVIRONMENT", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_club.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread that makes the rows

import pytest
from hypothesis import HealthCheck, settings

from core.redis_urls import RedisURL
from mentoring_club import dev_services

# No test is about how fast an example is made or tried: another run on the same two cores slows both.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

dev_services.provide()

# Each worker of xdist clears a cache of its own: Redis has sixteen databases, the broker's is the first.
worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ["CACHE_URL"] = RedisURL.parse(os.environ["REDIS_URL"]).with_database(2 + worker).for_redis()
(dev_services.VAR / "static").mkdir(exist_ok=True)  # whitenoise warns where there is none


gc.disable()  # while half a million objects are made that stay: modules, their functions, the tests


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, and no more among what was there before them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations once, before workers begin: tests read German."""
    if not hasattr(config, "workerinput"):
        from mentoring_club import translations  # it reads the settings, which need the addresses above

        translations.compile_all()
