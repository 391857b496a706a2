"""The number beside “Requests”, on pages of other apps too."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from tests.factories.bookings import BookingFactory
from tests.factories.mentors import MentorFactory


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["mentors:profile", "feedback:received", "bookings:desk"])
def test_navigation_counts_own_requests_that_can_still_be_answered(client: Client, page: str) -> None:
    now = clock.now()
    mentor = MentorFactory(bookable=True)
    day = timedelta(days=1)
    for person, starts_at, expires_at in (
        (mentor, now + 3 * day, now + day),
        (mentor, now + 4 * day, now - timedelta(minutes=1)),
        (MentorFactory(bookable=True), now + 5 * day, now + day),
    ):
        BookingFactory(mentor=person, requested=True, starts_at=starts_at, expires_at=expires_at)
    client.force_login(mentor.user)
    assert '<span class="subnav__count">1</span>' in client.get(reverse(page)).content.decode()
