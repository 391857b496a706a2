from datetime import timedelta

import pytest
from django.conf import LazySettings

from accounts.models import User
from bookings import services
from bookings.errors import BookingRefused
from bookings.models import Booking, BookingStatus, FreeTime
from mentors.models import Mentor
from notifications.models import Notice, NoticeState
from outbox.models import Job
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import SessionTypeFactory, UserFactory


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_either_can_cancel_until_the_start_and_both_are_told(mentor: Mentor, mentee: User, who: str) -> None:
    booking, by = book(mentor, mentee), mentee if who == "mentee" else mentor.user
    at = WEDNESDAY - timedelta(seconds=1)
    services.cancelling.cancel(booking=booking, by=by, message=" Sorry ", now=at)
    booking.refresh_from_db()
    assert (booking.status, booking.cancelled_at, booking.cancelled_by) == (BookingStatus.CANCELLED, at, by)
    assert (booking.cancel_message, booking.sequence) == ("Sorry", 1)
    told = Notice.objects.filter(kind="booking_cancelled").values_list("recipient", flat=True)
    assert sorted(told) == sorted([mentor.user_id, mentee.pk])


def test_cancelled_time_can_be_booked_again(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    drain(now=NOW)
    assert WEDNESDAY not in FreeTime.objects.get(mentor=mentor).starts
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW)
    drain(now=NOW)
    assert WEDNESDAY in FreeTime.objects.get(mentor=mentor).starts
    assert book(mentor, UserFactory()).starts_at == WEDNESDAY


def test_booking_that_has_started_cannot_be_cancelled(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    with pytest.raises(BookingRefused, match="has started"):
        services.cancelling.cancel(booking=booking, by=mentee, message="", now=WEDNESDAY)
    assert Booking.objects.get().status == BookingStatus.CONFIRMED


def test_stranger_cannot_cancel(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    with pytest.raises(BookingRefused, match="isn’t your booking"):
        services.cancelling.cancel(booking=booking, by=UserFactory(), message="", now=NOW)


def test_cancelling_twice_tells_once(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW)
    with pytest.raises(BookingRefused, match="This booking is no longer on"):
        services.cancelling.cancel(booking=booking, by=mentor.user, message="", now=NOW)
    assert Booking.objects.get().cancelled_by == mentee
    assert Notice.objects.filter(kind="booking_cancelled").count() == 2


def test_only_the_mentee_can_withdraw_a_request(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))
    with pytest.raises(BookingRefused, match="accept or decline"):
        services.cancelling.cancel(booking=booking, by=mentor.user, message="", now=NOW)
    assert services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW).status == BookingStatus.CANCELLED


def test_request_can_be_withdrawn_after_the_cancellation_deadline(
    mentor: Mentor, mentee: User, settings: LazySettings
) -> None:
    settings.CANCEL_HOURS = 72
    booking = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))
    assert services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW).cancelled_by == mentee


def test_reminders_are_dropped_after_a_cancellation(mentor: Mentor, mentee: User) -> None:
    """Peer failure 24: no reminder after a cancellation."""
    booking = book(mentor, mentee)
    services.cancelling.cancel(booking=booking, by=mentor.user, message="", now=NOW)
    drain(now=WEDNESDAY)
    reminders = Notice.objects.filter(kind__startswith="booking_reminder")
    assert set(reminders.values_list("state", "reason")) == {(NoticeState.DROPPED, "the booking is cancelled by now")}
    assert not Job.objects.filter(failed_at__isnull=False).exists()


def test_reminders_are_dropped_when_the_booking_has_moved(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    later = WEDNESDAY + timedelta(days=7)
    Booking.objects.filter(pk=booking.pk).update(starts_at=later, ends_at=later + timedelta(minutes=30))
    drain(now=WEDNESDAY)
    reminders = Notice.objects.filter(kind__startswith="booking_reminder")
    assert set(reminders.values_list("state", "reason")) == {(NoticeState.DROPPED, "the booking was moved")}
