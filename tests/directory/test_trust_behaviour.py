"""What speaks for a mentor, in one line of their page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from directory.records import record_of
from mentors.models import Mentor
from tests.directory.conftest import NOW
from tests.factories import BookingFactory
from tests.pages import markup

Listed = Callable[..., Mentor]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("took", "expected"),
    [
        ([1, 5, 30], "Usually answers within 5 hours"),
        ([1, 6, 7], "Usually answers within a day"),
        ([1, 25, 26], "Usually answers within two days"),
        ([1, 30], ""),  # too few to say
    ],
)
def test_page_says_how_soon_the_mentor_usually_answers(
    client: Client, listed: Listed, took: list[int], expected: str
) -> None:
    mentor = listed()
    for number, hours in enumerate(took):
        at = NOW - timedelta(days=10 + number)
        BookingFactory(mentor=mentor, created_at=at, answered_at=at + hours * HOUR, starts_at=at + 50 * HOUR)
    for number in range(3):  # too long ago to count
        at = NOW - timedelta(days=100 + number)
        BookingFactory(mentor=mentor, created_at=at, answered_at=at + HOUR, starts_at=at + 50 * HOUR)
    assert record_of(mentor, now=NOW).answers == expected
    page = markup(client.get(mentor.get_absolute_url()))
    assert ("Usually answers" in page) == bool(expected)
    assert expected in page
    card = markup(client.get("/mentors/"))
    assert ("Usually answers" in card) == bool(expected)
    assert expected in card


def test_page_says_what_speaks_for_the_mentor(client: Client, listed: Listed) -> None:
    mentor = listed(approved_at=datetime(2024, 5, 1, tzinfo=UTC))
    page = markup(client.get(mentor.get_absolute_url()))
    assert "Mentor since 2024" in page
    assert '<a href="/help/#vetting">Vetted by the club</a>' in page
    assert 'id="vetting"' in client.get("/help/").content.decode()
    assert "session held" not in page
    BookingFactory(mentor=mentor, starts_at=NOW - timedelta(days=2))
    assert "session held" not in client.get(mentor.get_absolute_url() + "?").content.decode()
    cache.clear()  # as after an hour
    assert "1 session held" in client.get(mentor.get_absolute_url() + "?").content.decode()
