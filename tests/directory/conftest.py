"""What the tests of the directory share: a fixed moment, and mentors whose free time is indexed."""

import re
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
from tests.pages import markup

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


def on_cards(client: Client, query: str) -> list[list[str]]:
    """The names on the cards in order: those who have all the words, and those who come close."""
    response = client.get(f"/mentors/?{query}")
    assert response.status_code == 200
    exact, _, close = response.content.decode().partition('<h2 id="close">')
    return [re.findall(r'mentor-card__name"><a [^>]+>([^<]+)', part) for part in (exact, close)]


def chosen(client: Client, query: str) -> dict[str, dict[str, int]]:
    """The counts beside the options: facet → value → count."""
    page = markup(client.get(f"/mentors/?{query}"))
    options = re.findall(
        r'<input type="(?:radio|checkbox)"[^>]* name="(\w+)" value="(\w*)"[^>]*>[^<]*<span>(\d+)', page
    )
    facets: dict[str, dict[str, int]] = {}
    for name, value, count in options:
        facets.setdefault(name, {})[value] = int(count)
    return facets


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
