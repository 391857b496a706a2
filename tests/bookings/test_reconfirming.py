"""“Still coming?”: who is asked, who is warned, and which emails are sent."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail

from accounts.models import User
from bookings import services, tasks
from bookings.errors import BookingRefused
from bookings.models import Booking, BookingStatus
from core import clock
from mentors.models import Mentor
from notifications.models import Notice, NoticeState
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, SessionTypeFactory, UserFactory
from tests.races import all_at_once

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = WEDNESDAY + 7 * DAY
ASKED, WARNED = START - 48 * HOUR, START - 12 * HOUR


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    """Agreed nine days ahead."""
    return book(mentor, mentee, starts_at=START)


def subjects(to: User) -> list[str]:
    """The subjects that `to` has received since the last call."""
    told = [str(m.subject) for m in mail.outbox if m.to == [to.email]]
    mail.outbox = [m for m in mail.outbox if m.to != [to.email]]
    return told


def warn(at: datetime = WARNED) -> int:
    return services.reconfirming.warn_of_unconfirmed(now=at)


def test_mentee_is_asked_two_days_before_and_says_yes(booking: Booking, mentor: Mentor, mentee: User) -> None:
    drain(now=NOW)
    assert len(subjects(mentee)) == 1
    drain(now=ASKED - timedelta(minutes=1))
    assert subjects(mentee) == []
    subjects(mentor.user)
    drain(now=ASKED)
    [message] = [m for m in mail.outbox if m.to == [mentee.email]]
    assert message.subject == "Still coming? Wed 2 Dec, 04:00 with Amara Njeri"
    assert f"http://localhost:8000/bookings/{booking.uuid}/still-coming/" in message.body
    assert f"http://localhost:8000/bookings/{booking.uuid}/move/" in message.body
    assert f"http://localhost:8000/bookings/{booking.uuid}/cancel/" in message.body
    assert subjects(mentor.user) == []
    services.reconfirming.reconfirm(booking=booking, by=mentee, now=ASKED + HOUR)
    assert warn() == 0
    drain(now=WARNED)
    assert "Not confirmed yet" not in "".join(subjects(mentor.user))


def test_both_are_warned_once_without_an_answer(booking: Booking, mentor: Mentor, mentee: User) -> None:
    drain(now=ASKED)
    mail.outbox = []
    assert warn(WARNED - timedelta(seconds=1)) == 0
    assert [warn(), warn(), warn(WARNED + HOUR)] == [1, 0, 0]
    drain(now=WARNED)
    assert "Please answer: Wed 2 Dec, 04:00 with Amara Njeri" in subjects(mentee)
    assert "Not confirmed yet: Wed 2 Dec, 10:00 with Kofi Mensah" in subjects(mentor.user)
    booking.refresh_from_db()
    assert (booking.status, booking.warned_at) == (BookingStatus.CONFIRMED, WARNED)


def test_mentor_who_was_warned_hears_that_the_mentee_is_coming(booking: Booking, mentor: Mentor, mentee: User) -> None:
    drain(now=ASKED)
    warn()
    drain(now=WARNED)
    mail.outbox = []
    for minutes in (10, 20):
        services.reconfirming.reconfirm(booking=booking, by=mentee, now=WARNED + timedelta(minutes=minutes))
    drain(now=WARNED + HOUR)
    assert subjects(mentor.user) == ["Kofi Mensah is coming: Wed 2 Dec, 10:00"]
    assert Booking.objects.get().reconfirmed_at == WARNED + timedelta(minutes=10)


def test_answer_before_the_warning_is_sent_replaces_it(booking: Booking, mentor: Mentor, mentee: User) -> None:
    drain(now=ASKED)
    mail.outbox = []
    warn()
    services.reconfirming.reconfirm(booking=booking, by=mentee, now=WARNED)
    drain(now=WARNED)
    assert [s for s in subjects(mentor.user) if "Reminder" not in s] == ["Kofi Mensah is coming: Wed 2 Dec, 10:00"]
    warning = Notice.objects.filter(kind="booking_unconfirmed")
    assert set(warning.values_list("state", flat=True)) == {NoticeState.DROPPED}


@pytest.mark.parametrize("ahead", [timedelta(hours=71), timedelta(hours=47)])
def test_recently_agreed_booking_needs_no_reconfirmation(mentor: Mentor, mentee: User, ahead: timedelta) -> None:
    booking = book(mentor, mentee, starts_at=START, now=START - ahead)
    assert not Notice.objects.filter(kind="booking_reconfirm").exists()
    assert warn() == 0
    with pytest.raises(BookingRefused, match="You don’t need to do anything"):
        services.reconfirming.reconfirm(booking=booking, by=mentee, now=WARNED)


def test_booking_made_three_days_ahead_is_the_first_to_be_asked(mentor: Mentor, mentee: User) -> None:
    book(mentor, mentee, starts_at=START, now=START - timedelta(hours=72))
    assert Notice.objects.get(kind="booking_reconfirm").due_at == ASKED
    assert warn() == 1


def test_request_counts_from_its_answer(mentor: Mentor, mentee: User) -> None:
    kind = SessionTypeFactory(mentor=mentor, on_request=True)
    asked = book(mentor, mentee, session_type=kind, starts_at=START, now=START - timedelta(hours=90))
    services.answering.answer(booking=asked, by=mentor.user, accept=True, message="", now=START - timedelta(hours=60))
    assert not Notice.objects.filter(kind="booking_reconfirm").exists()
    assert warn() == 0


def test_move_asks_again_for_the_new_time(booking: Booking, mentee: User) -> None:
    services.reconfirming.reconfirm(booking=booking, by=mentee, now=ASKED)
    later = START + 5 * DAY  # a Monday
    services.moving.move(booking=booking, by=mentee, starts_at=later, now=ASKED + HOUR)
    booking.refresh_from_db()
    assert booking.reconfirmed_at is None
    mail.outbox = []
    drain(now=later - 48 * HOUR)
    assert "Still coming? Mon 7 Dec, 04:00 with Amara Njeri" in subjects(mentee)
    assert warn(later - 12 * HOUR) == 1


def test_question_about_the_old_time_is_not_sent(booking: Booking, mentee: User) -> None:
    services.moving.move(booking=booking, by=mentee, starts_at=START + 5 * DAY, now=NOW)
    mail.outbox = []
    drain(now=ASKED)
    assert not [subject for subject in subjects(mentee) if subject.startswith("Still coming?")]


def test_question_about_a_cancelled_booking_is_not_sent(booking: Booking, mentee: User) -> None:
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=ASKED - HOUR)
    mail.outbox = []
    drain(now=ASKED)
    assert not [subject for subject in subjects(mentee) if subject.startswith("Still coming?")]
    assert warn() == 0


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (ASKED - timedelta(seconds=1), "You don’t need to do anything"),
        (START, "has started"),
        (START + DAY, "has started"),
    ],
)
def test_mentee_can_reconfirm_only_in_time(booking: Booking, mentee: User, at: datetime, reason: str) -> None:
    with pytest.raises(BookingRefused, match=reason):
        services.reconfirming.reconfirm(booking=booking, by=mentee, now=at)
    assert Booking.objects.get().reconfirmed_at is None


def test_only_the_mentee_of_a_confirmed_booking_can_reconfirm(booking: Booking, mentor: Mentor, mentee: User) -> None:
    for other in (mentor.user, UserFactory()):
        with pytest.raises(BookingRefused, match="Only the mentee"):
            services.reconfirming.reconfirm(booking=booking, by=other, now=ASKED)
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=ASKED)
    with pytest.raises(BookingRefused, match="This booking is no longer on"):
        services.reconfirming.reconfirm(booking=booking, by=mentee, now=ASKED)


def test_club_that_does_not_ask_warns_no_one(settings: LazySettings, mentor: Mentor, mentee: User) -> None:
    settings.RECONFIRM_HOURS = 0
    booking = book(mentor, mentee, starts_at=START)
    assert not Notice.objects.filter(kind="booking_reconfirm").exists()
    assert warn() == 0
    with pytest.raises(BookingRefused, match="You don’t need to do anything"):
        services.reconfirming.reconfirm(booking=booking, by=mentee, now=ASKED)


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [-1, 0, 23, 24, 25, 200])
@pytest.mark.parametrize("field", ["created_at", "answered_at", "moved_at"])
def test_database_and_page_agree_on_who_is_asked(field: str, hours: int) -> None:
    """The queryset that warns and the property that asks duplicate a rule; they must agree."""
    booking = BookingFactory(starts_at=START, **{field: ASKED - timedelta(hours=hours)})
    found = booking in Booking.objects.unconfirmed(at=WARNED)
    assert found == (booking.reconfirm_from is not None)
    assert found == (hours >= 24)


@pytest.mark.usefixtures("fixed_clock")
def test_task_warns_by_the_clubs_clock(booking: Booking) -> None:
    tasks.warn_of_unconfirmed()
    assert Booking.objects.get().warned_at is None
    clock.move_to(WARNED)
    tasks.warn_of_unconfirmed()
    assert Booking.objects.get().warned_at is not None


def outcomes(*results: Any) -> list[str]:
    return [type(result).__name__ for result in results]


@pytest.mark.django_db(transaction=True)
def test_two_workers_warn_once() -> None:
    for _round in range(3):
        booking = BookingFactory(starts_at=START)
        counts = all_at_once(*[warn] * 4)
        assert sum(counts) == 1
        assert Notice.objects.filter(kind="booking_unconfirmed", about_id=booking.pk).count() == 2


@pytest.mark.django_db(transaction=True)
def test_yes_and_cancel_at_once_leave_one_consistent_state() -> None:
    for _round in range(4):
        booking = BookingFactory(starts_at=START)
        said, cancelled = all_at_once(
            lambda row=booking: services.reconfirming.reconfirm(booking=row, by=row.mentee, now=ASKED),
            lambda row=booking: services.cancelling.cancel(booking=row, by=row.mentor.user, message="", now=ASKED),
        )
        booking.refresh_from_db()
        assert outcomes(cancelled) == ["Booking"]
        assert booking.status == BookingStatus.CANCELLED
        assert (booking.reconfirmed_at is None) == isinstance(said, BookingRefused)


@pytest.mark.django_db(transaction=True)
def test_reconfirming_and_warning_at_once_keep_the_mentor_informed() -> None:
    """A mentor who was warned is told of the yes; one who wasn't is not warned afterwards."""
    for _round in range(4):
        booking = BookingFactory(starts_at=START)
        all_at_once(lambda row=booking: services.reconfirming.reconfirm(booking=row, by=row.mentee, now=WARNED), warn)
        booking.refresh_from_db()
        told = set(Notice.objects.filter(about_id=booking.pk).values_list("kind", flat=True))
        assert booking.reconfirmed_at == WARNED
        assert told == ({"booking_unconfirmed", "booking_reconfirmed"} if booking.warned_at else set())
