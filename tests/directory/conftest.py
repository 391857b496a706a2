"""What the tests of the directory share: a fixed moment, and mentors whose free time is indexed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.free_time import rebuild
from core import clock
from mentors import directory_version
from mentors.models import Mentor
from mentors.services.profiles import index
from tests.factories import MentorFactory

NOW = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)  # a Monday, ten to ten in Berlin


@pytest.fixture(autouse=True)
def fixed_clock(settings: LazySettings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)


@pytest.fixture(autouse=True)
def own_cache(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """Nothing that another test remembered."""
    before = cache.key_prefix
    cache.key_prefix = str(tmp_path)
    yield
    cache.key_prefix = before


def queries(client: Client, address: str) -> int:
    """How often a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.fixture
def listed(db: None) -> Callable[..., Mentor]:
    """Make a mentor who can be booked from Monday to Friday, with everything the search reads."""

    def make(name: str = "", **fields: Any) -> Mentor:
        if name:
            fields["user__display_name"] = name
        mentor = MentorFactory(bookable=fields.pop("bookable", True), **fields)
        rebuild(mentor, now=NOW)
        index(mentor)
        cache.set(directory_version.KEY, mentor.slug)
        return mentor

    return make
