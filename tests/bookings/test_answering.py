from datetime import timedelta

import pytest

from accounts.models import User
from bookings import services
from bookings.errors import BookingRefused
from bookings.models import Booking, BookingStatus
from mentors.models import Mentor
from notifications.models import Notice
from outbox.models import Job
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import SessionTypeFactory, UserFactory


@pytest.fixture
def request_(mentor: Mentor, mentee: User) -> Booking:
    booking = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))
    Notice.objects.all().delete()
    Job.objects.all().delete()
    return booking


def test_accepted_request_is_confirmed_and_both_are_told(request_: Booking, mentor: Mentor, mentee: User) -> None:
    services.answering.answer(booking=request_, by=mentor.user, accept=True, message=" Gladly ", now=NOW)
    request_.refresh_from_db()
    assert (request_.status, request_.answer, request_.answered_at) == (BookingStatus.CONFIRMED, "Gladly", NOW)
    assert (request_.sequence, request_.meeting_url) == (1, "https://meet.example.org/mine")
    for person in (mentor.user, mentee):
        kinds = sorted(Notice.objects.filter(recipient=person).values_list("kind", flat=True))
        assert kinds == ["booking_confirmed", "booking_reminder_day", "booking_reminder_hour"]


def test_accepted_request_gets_a_jitsi_room(request_: Booking, mentor: Mentor) -> None:
    mentor.meeting_preference.place = "jitsi"
    mentor.meeting_preference.save()
    accepted = services.answering.answer(booking=request_, by=mentor.user, accept=True, message="", now=NOW)
    assert accepted.meeting_url.startswith("https://meet.example.org/")
    assert accepted.meeting_url != "https://meet.example.org/mine"


def test_declined_request_frees_its_time_and_tells_the_mentee(request_: Booking, mentor: Mentor, mentee: User) -> None:
    services.answering.answer(booking=request_, by=mentor.user, accept=False, message="No time", now=NOW)
    request_.refresh_from_db()
    assert (request_.status, request_.answer, request_.meeting_url) == (BookingStatus.DECLINED, "No time", "")
    assert [(n.kind, n.recipient) for n in Notice.objects.all()] == [("booking_declined", mentee)]
    assert book(mentor, UserFactory()).starts_at == request_.starts_at


@pytest.mark.parametrize("who", ["mentee", "stranger"])
def test_only_the_mentor_answers(request_: Booking, mentee: User, who: str) -> None:
    by = mentee if who == "mentee" else UserFactory()
    with pytest.raises(BookingRefused, match="Only the mentor can answer"):
        services.answering.answer(booking=request_, by=by, accept=True, message="", now=NOW)
    assert Booking.objects.get().status == BookingStatus.REQUESTED


@pytest.mark.parametrize("status", [BookingStatus.CONFIRMED, BookingStatus.DECLINED, BookingStatus.EXPIRED])
def test_settled_request_cannot_be_answered_again(request_: Booking, mentor: Mentor, status: BookingStatus) -> None:
    Booking.objects.update(status=status)
    with pytest.raises(BookingRefused, match="already been answered"):
        services.answering.answer(booking=request_, by=mentor.user, accept=False, message="", now=NOW)
    assert Booking.objects.get().status == status


def test_request_cannot_be_answered_at_the_moment_it_expires(request_: Booking, mentor: Mentor) -> None:
    assert request_.expires_at is not None
    with pytest.raises(BookingRefused, match="The time to answer this request has passed"):
        services.answering.answer(booking=request_, by=mentor.user, accept=True, message="", now=request_.expires_at)


def test_unanswered_request_expires_once_and_both_are_told(request_: Booking, mentor: Mentor, mentee: User) -> None:
    """Peer failure 27: an unanswered request expires."""
    assert request_.expires_at is not None
    assert services.expiring.expire_requests(now=request_.expires_at - timedelta(seconds=1)) == 0
    assert [services.expiring.expire_requests(now=request_.expires_at) for _ in range(2)] == [1, 0]
    request_.refresh_from_db()
    assert (request_.status, request_.sequence) == (BookingStatus.EXPIRED, 1)
    told = {(notice.kind, notice.recipient) for notice in Notice.objects.all()}
    assert told == {("booking_expired", mentor.user), ("booking_expired", mentee)}
    assert Job.objects.filter(key=f"free-time:{mentor.pk}").count() == 1
    assert book(mentor, UserFactory(), now=NOW).starts_at == WEDNESDAY
