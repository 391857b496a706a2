"""A change of schedule and the bookings it affects: all or nothing."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bookings import services
from bookings.errors import BookingRefused
from bookings.models import Booking, BookingStatus, MoveOutcome, MoveProposal, WeeklyHours
from bookings.models.bookings import BookingQuerySet
from bookings.services import moving, schedule
from bookings.services.hours import Rules
from bookings.services.schedule import (
    Change,
    DatesChange,
    DatesCleared,
    Decision,
    DecisionsMissing,
    Pause,
    WeeklyHoursChange,
)
from core.db import _lock_key
from core.errors import Refused
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from outbox.models import Job
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, SessionTypeFactory, UserFactory
from tests.races import all_at_once

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
THURSDAY = WEDNESDAY + DAY
RULES = Rules(30, 24, 42, 0, None, None)
NINE_TO_FIVE = (time(9), time(17))
WITHOUT_WEDNESDAY = [(day, *NINE_TO_FIVE) for day in (0, 1, 3, 4)]
KEEP, MOVE, CANCEL = Decision("keep"), Decision("move", "Sorry!"), Decision("cancel", "I am away.")


def hours(weekly: list[tuple[int, time, time]], rules: Rules = RULES) -> Change:
    return WeeklyHoursChange(weekly, rules)


def closed(day: date) -> Change:
    return DatesChange(day, day, [])


def preview(mentor: Mentor, change: Change) -> list[Booking]:
    return list(services.schedule.preview(change, mentor=mentor, by=mentor.user, now=NOW).affected)


def apply(mentor: Mentor, change: Change, decisions: Mapping[uuid.UUID, Decision] | None = None) -> list[Booking]:
    """Make the change. Returns the bookings that still need a decision, if it was not made."""
    try:
        services.schedule.apply(change, decisions or {}, mentor=mentor, by=mentor.user, now=NOW)
    except DecisionsMissing as missing:
        return list(missing.preview.affected)
    return []


def weekdays(mentor: Mentor) -> set[int]:
    return set(WeeklyHours.objects.filter(mentor=mentor).values_list("weekday", flat=True))


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    return book(mentor, mentee)


def test_removing_hours_asks_first_and_changes_nothing(mentor: Mentor, booking: Booking) -> None:
    told = Notice.objects.count()
    assert apply(mentor, hours(WITHOUT_WEDNESDAY)) == [booking]
    assert weekdays(mentor) == {0, 1, 2, 3, 4}
    assert Notice.objects.count() == told
    assert apply(mentor, hours(WITHOUT_WEDNESDAY), {booking.uuid: KEEP}) == []
    assert weekdays(mentor) == {0, 1, 3, 4}
    booking.refresh_from_db()
    assert (booking.status, booking.starts_at) == (BookingStatus.CONFIRMED, WEDNESDAY)
    assert Notice.objects.count() == told  # no one needs to hear of what stays


def test_preview_lists_affected_bookings_and_changes_nothing(mentor: Mentor, booking: Booking) -> None:
    told, waiting = Notice.objects.count(), Job.objects.count()
    for change in (hours(WITHOUT_WEDNESDAY), closed(WEDNESDAY.date()), Pause()):
        assert preview(mentor, change) == [booking]
    assert preview(mentor, hours([(2, *NINE_TO_FIVE)])) == []
    assert weekdays(mentor) == {0, 1, 2, 3, 4}
    assert not mentor.date_overrides.exists()
    assert Mentor.objects.get(pk=mentor.pk).status == MentorStatus.LISTED
    assert (Notice.objects.count(), Job.objects.count()) == (told, waiting)


def test_change_that_affects_nothing_is_saved_at_once(mentor: Mentor, booking: Booking) -> None:
    assert apply(mentor, hours([(2, *NINE_TO_FIVE)])) == []
    assert weekdays(mentor) == {2}


def test_closed_date_affects_only_its_bookings(mentor: Mentor, booking: Booking) -> None:
    book(mentor, UserFactory(), starts_at=THURSDAY)
    assert apply(mentor, closed(WEDNESDAY.date())) == [booking]
    assert not mentor.date_overrides.exists()


def test_date_that_follows_the_week_again_affects_what_was_booked_on_it(mentor: Mentor, mentee: User) -> None:
    saturday = WEDNESDAY + 3 * DAY
    open_then = [NINE_TO_FIVE]
    services.hours.set_dates(
        mentor=mentor, by=mentor.user, first=saturday.date(), last=saturday.date(), spans=open_then, now=NOW
    )
    booking = book(mentor, mentee, starts_at=saturday)
    clear = DatesCleared(saturday.date(), saturday.date())
    assert apply(mentor, clear) == [booking]
    assert mentor.date_overrides.exists()
    assert apply(mentor, clear, {booking.uuid: CANCEL}) == []
    assert not mentor.date_overrides.exists()


def test_limit_affects_the_booking_that_was_made_last(mentor: Mentor, booking: Booking) -> None:
    second = book(mentor, UserFactory(), starts_at=WEDNESDAY + 2 * HOUR, now=NOW + timedelta(minutes=5))
    BookingFactory(starts_at=WEDNESDAY + HOUR, created_at=NOW - DAY)  # another mentor's counts for nothing here
    every_day = [(day, *NINE_TO_FIVE) for day in range(5)]
    assert apply(mentor, hours(every_day, Rules(30, 24, 42, 0, 1, None))) == [second]
    assert apply(mentor, hours(every_day, Rules(30, 24, 42, 0, None, 1))) == [second]
    assert apply(mentor, hours(every_day, Rules(60, 72, 7, 0, 2, 2))) == []


def test_pause_asks_about_all_upcoming_bookings(mentor: Mentor, booking: Booking) -> None:
    BookingFactory(mentor=mentor, starts_at=NOW - HOUR / 4)  # has begun
    BookingFactory(mentor=mentor, starts_at=NOW + 3 * DAY, cancelled=True)
    asked = book(
        mentor, UserFactory(), starts_at=THURSDAY, session_type=SessionTypeFactory(mentor=mentor, on_request=True)
    )
    assert apply(mentor, Pause()) == [booking, asked]
    assert Mentor.objects.get(pk=mentor.pk).status == MentorStatus.LISTED
    assert apply(mentor, Pause(), {booking.uuid: KEEP, asked.uuid: CANCEL}) == []
    asked.refresh_from_db()
    assert asked.status == BookingStatus.DECLINED
    assert asked.answer == "I am away."
    assert Mentor.objects.get(pk=mentor.pk).status == MentorStatus.PAUSED


def test_cancelled_with_a_message(mentor: Mentor, booking: Booking) -> None:
    apply(mentor, hours(WITHOUT_WEDNESDAY), {booking.uuid: CANCEL})
    booking.refresh_from_db()
    assert (booking.status, booking.cancelled_by, booking.cancel_message) == (
        BookingStatus.CANCELLED,
        mentor.user,
        "I am away.",
    )


def test_other_times_are_at_the_same_hour_of_days_nearby(mentor: Mentor, booking: Booking) -> None:
    apply(mentor, hours(WITHOUT_WEDNESDAY), {booking.uuid: MOVE})
    proposal = MoveProposal.objects.get()
    assert (proposal.booking, proposal.outcome, proposal.message) == (booking, MoveOutcome.OPEN, "Sorry!")
    assert proposal.starts == [WEDNESDAY - DAY, THURSDAY, THURSDAY + DAY]  # at the same hour, a day's notice kept
    booking.refresh_from_db()
    assert booking.starts_at == WEDNESDAY


def test_two_mentees_are_offered_different_times_if_possible(mentor: Mentor, booking: Booking) -> None:
    second = book(mentor, UserFactory(), starts_at=WEDNESDAY + HOUR / 2)
    apply(mentor, hours(WITHOUT_WEDNESDAY), {booking.uuid: MOVE, second.uuid: MOVE})
    one, two = (set(proposal.starts) for proposal in MoveProposal.objects.order_by("pk"))
    assert (len(one), len(two), one & two) == (3, 3, set())


def test_other_times_share_a_day_when_there_is_only_one(mentor: Mentor, booking: Booking) -> None:
    thursday_to_eleven = [(3, time(9, 30), time(11))]
    apply(mentor, hours(thursday_to_eleven, Rules(30, 24, 7, 0, None, None)), {booking.uuid: MOVE})
    half = timedelta(minutes=30)
    assert MoveProposal.objects.get().starts == [THURSDAY - half, THURSDAY, THURSDAY + half]


def test_expired_request_needs_no_decision(mentor: Mentor, booking: Booking) -> None:
    BookingFactory(mentor=mentor, requested=True, starts_at=WEDNESDAY + HOUR, expires_at=NOW)
    assert apply(mentor, Pause()) == [booking]
    assert apply(mentor, Pause(), {booking.uuid: KEEP}) == []


def test_pause_sent_twice_is_one(mentor: Mentor, booking: Booking) -> None:
    for _time in range(2):
        assert apply(mentor, Pause(), {booking.uuid: MOVE}) == []
    assert MoveProposal.objects.count() == 1


def test_request_is_not_moved_and_stays(mentor: Mentor, mentee: User) -> None:
    asked = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))
    assert apply(mentor, hours(WITHOUT_WEDNESDAY), {asked.uuid: MOVE}) == []
    asked.refresh_from_db()
    assert asked.is_requested
    assert not MoveProposal.objects.exists()


def test_no_free_time_to_offer_says_so_and_changes_nothing(mentor: Mentor, booking: Booking) -> None:
    second = book(mentor, UserFactory(), starts_at=WEDNESDAY + HOUR)
    decisions = {booking.uuid: CANCEL, second.uuid: MOVE}
    with pytest.raises(DecisionsMissing) as caught:
        services.schedule.apply(hours([]), decisions, mentor=mentor, by=mentor.user, now=NOW)
    assert "There’s no free time near the one you agreed with" in caught.value.reason
    assert list(caught.value.preview.affected) == [booking, second]
    assert weekdays(mentor) == {0, 1, 2, 3, 4}
    booking.refresh_from_db()
    assert booking.is_confirmed


def test_booking_made_in_the_meantime_is_asked_about(mentor: Mentor, booking: Booking) -> None:
    late = book(mentor, UserFactory(), starts_at=WEDNESDAY + HOUR)
    assert apply(mentor, hours(WITHOUT_WEDNESDAY), {booking.uuid: CANCEL}) == [booking, late]
    booking.refresh_from_db()
    assert booking.is_confirmed


def test_change_sent_twice_is_made_once(mentor: Mentor, booking: Booking) -> None:
    for _time in range(2):
        assert apply(mentor, hours(WITHOUT_WEDNESDAY), {booking.uuid: MOVE}) == []
    assert MoveProposal.objects.count() == 1


def test_decisions_about_unaffected_bookings_are_ignored(mentor: Mentor, booking: Booking) -> None:
    untouched = book(mentor, UserFactory(), starts_at=THURSDAY)
    others = BookingFactory(starts_at=WEDNESDAY)
    decisions = {booking.uuid: KEEP, untouched.uuid: CANCEL, others.uuid: CANCEL, uuid.uuid4(): CANCEL}
    assert apply(mentor, hours(WITHOUT_WEDNESDAY), decisions) == []
    assert set(Booking.objects.values_list("status", flat=True)) == {BookingStatus.CONFIRMED}


def test_someone_elses_desk_is_refused(mentor: Mentor, booking: Booking) -> None:
    stranger = MentorFactory(bookable=True).user
    with pytest.raises(Refused, match="another mentor’s desk"):
        services.schedule.apply(hours(WITHOUT_WEDNESDAY), {booking.uuid: CANCEL}, mentor=mentor, by=stranger, now=NOW)
    assert weekdays(mentor) == {0, 1, 2, 3, 4}


def test_refused_change_carries_out_no_decision(mentor: Mentor, booking: Booking) -> None:
    overlapping = [(0, time(9), time(12)), (0, time(11), time(13))]
    with pytest.raises(Refused, match="overlap"):
        apply(mentor, hours(overlapping), {booking.uuid: CANCEL})
    booking.refresh_from_db()
    assert booking.is_confirmed


@pytest.mark.django_db(transaction=True)
def test_booking_and_change_at_once_never_leave_a_booking_no_one_was_asked_about() -> None:
    for _round in range(4):
        mentor, mentee = MentorFactory(bookable=True), UserFactory()
        booked, asked = all_at_once(
            lambda mentor=mentor, mentee=mentee: book(mentor, mentee),
            lambda mentor=mentor: apply(mentor, hours(WITHOUT_WEDNESDAY)),
        )
        if isinstance(booked, Booking) and not isinstance(asked, Exception):
            assert asked == [booked]
            assert 2 in weekdays(mentor)
        else:
            assert isinstance(booked, BookingRefused)
            assert (asked, 2 in weekdays(mentor)) == ([], False)


@pytest.mark.django_db(transaction=True)
def test_cancelling_and_changing_at_once_end_in_one_consistent_state() -> None:
    for _round in range(4):
        mentor, mentee = MentorFactory(bookable=True), UserFactory()
        booking = book(mentor, mentee)
        cancelled, asked = all_at_once(
            lambda row=booking, mentee=mentee: services.cancelling.cancel(booking=row, by=mentee, message="", now=NOW),
            lambda mentor=mentor, row=booking: apply(mentor, hours(WITHOUT_WEDNESDAY), {row.uuid: CANCEL}),
        )
        booking.refresh_from_db()
        assert booking.status == BookingStatus.CANCELLED
        assert asked == []
        by = mentee if isinstance(cancelled, Booking) else mentor.user
        assert (booking.cancelled_by, booking.sequence) == (by, 1)
        assert Notice.objects.about(booking).filter(kind="booking_cancelled").count() == 2


@pytest.mark.django_db(transaction=True)
def test_moving_and_offering_at_once_end_in_one_consistent_state() -> None:
    for _round in range(4):
        mentor, mentee = MentorFactory(bookable=True), UserFactory()
        booking = book(mentor, mentee)
        moved, asked = all_at_once(
            lambda row=booking, mentee=mentee: services.moving.move(
                booking=row, by=mentee, starts_at=THURSDAY, now=NOW
            ),
            lambda mentor=mentor, row=booking: apply(mentor, hours(WITHOUT_WEDNESDAY), {row.uuid: MOVE}),
        )
        booking.refresh_from_db()
        assert isinstance(moved, Booking)
        assert (asked, booking.starts_at, weekdays(mentor)) == ([], THURSDAY, {0, 1, 3, 4})
        outcomes = set(MoveProposal.objects.filter(booking=booking).values_list("outcome", flat=True))
        assert outcomes <= {MoveOutcome.OUTDATED}


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_times_are_offered_for_a_moved_booking(monkeypatch: pytest.MonkeyPatch) -> None:
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    booking, original = book(mentor, mentee), moving.propose_row

    def look(row: Booking, **kwargs: Any) -> MoveProposal:
        services.moving.move(booking=booking, by=mentee, starts_at=THURSDAY, now=NOW)
        return original(row, **kwargs)

    for module in (schedule, moving):
        monkeypatch.setattr(module, "advisory_lock", lambda *rows: None)
    monkeypatch.setattr(BookingQuerySet, "for_update", BookingQuerySet.with_people)
    monkeypatch.setattr(schedule, "propose_row", look)
    assert apply(mentor, hours(WITHOUT_WEDNESDAY), {booking.uuid: MOVE}) == []
    proposal = MoveProposal.objects.select_related("booking").get()
    assert (proposal.outcome, proposal.booking.starts_at) == (MoveOutcome.OPEN, THURSDAY)


def test_mentees_to_ask_are_locked_together_with_the_mentor(mentor: Mentor, booking: Booking) -> None:
    """Locking them one by one could deadlock, which a retry would hide."""
    with CaptureQueriesContext(connection) as asked:
        assert apply(mentor, hours(WITHOUT_WEDNESDAY), {booking.uuid: MOVE}) == []
    first = next(query["sql"] for query in asked if "pg_advisory_xact_lock" in query["sql"])
    assert all(str(_lock_key(row)) in first for row in (mentor, mentor.user, booking.mentee))


def test_moment_of_the_change_is_not_before_the_first_booking(mentor: Mentor, booking: Booking) -> None:
    """Sessions that have begun can no longer be decided on."""
    at: datetime = WEDNESDAY + timedelta(minutes=1)
    services.schedule.apply(hours(WITHOUT_WEDNESDAY), {}, mentor=mentor, by=mentor.user, now=at)
    assert weekdays(mentor) == {0, 1, 3, 4}
