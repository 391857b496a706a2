"""The page on which a mentor stops being one."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Booking, BookingStatus, WaitlistEntry
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from tests.bookings.desk import NOW, a_sunday, mentor
from tests.factories import BookingFactory, UserFactory, WaitlistEntryFactory

__all__ = ["a_sunday", "mentor"]  # the fixtures
pytestmark = pytest.mark.django_db


def test_page_says_what_will_happen_and_changes_nothing(client: Client, mentor: Mentor) -> None:
    BookingFactory(mentor=mentor, starts_at=NOW + timedelta(days=2))
    BookingFactory(mentor=mentor, starts_at=NOW - timedelta(days=2))
    BookingFactory(mentor=mentor, starts_at=NOW + timedelta(days=3), requested=True, created_at=NOW)
    page = client.get(reverse("bookings:leave")).content.decode()
    assert "We’ll cancel the 1 session you have" in page
    assert "We’ll decline the 1 request waiting for your answer" in page
    assert 'name="message"' in page
    mentor.refresh_from_db()
    assert (mentor.status, Notice.objects.count()) == (MentorStatus.LISTED, 0)


def test_mentor_leaves_with_a_message(client: Client, mentor: Mentor) -> None:
    booking = BookingFactory(mentor=mentor, starts_at=NOW + timedelta(days=2))
    answer = client.post(reverse("bookings:leave"), {"message": "I am moving to sea."}, follow=True)
    assert "You’re no longer a mentor. Thank you for every hour you gave" in answer.content.decode()
    mentor.refresh_from_db()
    booking.refresh_from_db()
    assert (mentor.status, booking.status) == (MentorStatus.LEFT, BookingStatus.CANCELLED)
    assert booking.cancel_message == "I am moving to sea."
    assert client.get(mentor.get_absolute_url()).status_code == 404
    again = client.post(reverse("bookings:leave"), {"message": "Twice."})
    assert "Become a mentor" in again.content.decode()


def test_no_one_waits_for_a_mentor_who_has_left(client: Client, mentor: Mentor) -> None:
    WaitlistEntryFactory(mentor=mentor)
    others = WaitlistEntryFactory()
    client.post(reverse("bookings:leave"), {"message": ""})
    assert list(WaitlistEntry.objects.all()) == [others]


def test_message_that_is_too_long_is_refused_and_nothing_is_cancelled(client: Client, mentor: Mentor) -> None:
    BookingFactory(mentor=mentor, starts_at=NOW + timedelta(days=2))
    assert client.post(reverse("bookings:leave"), {"message": "x" * 1001}).status_code == 400
    mentor.refresh_from_db()
    assert mentor.is_listed
    assert Booking.objects.confirmed().count() == 1


def test_no_one_else_can_use_the_page(client: Client, mentor: Mentor) -> None:
    client.force_login(UserFactory())
    client.post(reverse("bookings:leave"), {"message": ""})
    mentor.refresh_from_db()
    assert mentor.is_listed
