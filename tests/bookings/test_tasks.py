"""The Celery tasks that beat calls, at the club's own time."""

from datetime import timedelta

import pytest

from bookings import tasks
from bookings.models import Booking, BookingStatus
from meetings import tasks as meeting_tasks
from meetings.models import Meeting
from tests.bookings.moments import NOW
from tests.factories import BookingFactory, MeetingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def test_requests_expire_by_the_clubs_clock() -> None:
    overdue = BookingFactory(requested=True, expires_at=NOW - timedelta(minutes=1))
    BookingFactory(requested=True, expires_at=NOW + timedelta(minutes=1))
    tasks.expire_requests()
    assert list(Booking.objects.filter(status=BookingStatus.EXPIRED)) == [overdue]


def test_missing_rooms_are_replaced_by_the_clubs_clock() -> None:
    soon = BookingFactory(starts_at=NOW + timedelta(hours=1))
    later = BookingFactory(starts_at=NOW + timedelta(hours=2))
    for booking in (soon, later):
        MeetingFactory(booking=booking, provider="zoom", state="failed", problem="refused")
    meeting_tasks.find_rooms()
    assert list(Meeting.objects.filter(state="ready").values_list("booking", flat=True)) == [soon.pk]


def test_refused_rooms_are_retried_by_the_clubs_clock() -> None:
    soon = BookingFactory(starts_at=NOW + timedelta(hours=1))
    later = BookingFactory(starts_at=NOW + timedelta(hours=2))
    for booking in (soon, later):
        MeetingFactory(booking=booking, provider="google", state="failed", problem="refused")
    meeting_tasks.sweep()
    assert list(Meeting.objects.filter(state="wanted").values_list("booking", flat=True)) == [later.pk]
