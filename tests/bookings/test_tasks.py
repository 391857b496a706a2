"""The doors for Celery: what the beat starts, at the club's own time."""

from datetime import timedelta

import pytest

from bookings import tasks
from bookings.models import Booking, Status
from tests.bookings.moments import NOW
from tests.factories import BookingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


def test_requests_expire_by_the_clubs_clock() -> None:
    overdue = BookingFactory(requested=True, expires_at=NOW - timedelta(minutes=1))
    BookingFactory(requested=True, expires_at=NOW + timedelta(minutes=1))
    tasks.expire_requests()
    assert list(Booking.objects.filter(status=Status.EXPIRED)) == [overdue]
