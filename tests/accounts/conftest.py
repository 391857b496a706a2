import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_limits_yet() -> None:
    """allauth counts tries in the cache, which all tests share."""
    cache.clear()
