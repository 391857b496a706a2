"""Every constraint, violated without forms and services."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import F

from bookings.models import (
    Booking,
    BookingRules,
    BookingStatus,
    DateOverride,
    FreeTime,
    MoveProposal,
    OverrideSpan,
    SessionType,
    WeeklyHours,
)
from bookings.models.free_time import MOST_STARTS
from tests.bookings.moments import NOW, WEDNESDAY
from tests.factories import BookingFactory, MentorFactory, MoveProposalFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ends_at": F("starts_at")}, "booking_ends_after_start"),
        ({"ends_at": F("starts_at") + timedelta(hours=4, seconds=1)}, "booking_is_not_too_long"),
        ({"status": BookingStatus.CANCELLED}, "booking_cancelled_is_dated"),
        ({"cancelled_at": NOW}, "booking_cancelled_is_dated"),
        ({"status": BookingStatus.REQUESTED, "expires_at": None}, "booking_requested_expires"),
        ({"sequence": -1}, "bookings_booking_sequence_check"),
    ],
)
def test_booking_keeps_its_constraints(change: dict[str, Any], constraint: str) -> None:
    BookingFactory()
    with pytest.raises(IntegrityError, match=constraint):
        Booking.objects.update(**change)


@pytest.mark.parametrize("status", [BookingStatus.REQUESTED, BookingStatus.CONFIRMED])
@pytest.mark.parametrize(
    ("shared", "constraint"), [("mentor", "booking_mentor_no_overlap"), ("mentee", "booking_mentee_no_overlap")]
)
def test_two_bookings_of_one_person_never_overlap(shared: str, constraint: str, status: BookingStatus) -> None:
    first = BookingFactory(starts_at=WEDNESDAY)
    person = {shared: getattr(first, shared)}
    second = BookingFactory(**person, starts_at=WEDNESDAY + timedelta(minutes=30), requested=True)
    with pytest.raises(IntegrityError, match=constraint):
        Booking.objects.filter(pk=second.pk).update(starts_at=F("starts_at") - timedelta(minutes=1), status=status)


def test_inactive_booking_may_overlap() -> None:
    first = BookingFactory(starts_at=WEDNESDAY)
    second = BookingFactory(mentor=first.mentor, starts_at=WEDNESDAY, cancelled=True)
    with pytest.raises(IntegrityError, match="booking_mentor_no_overlap"):
        Booking.objects.filter(pk=second.pk).update(status=BookingStatus.CONFIRMED, cancelled_at=None)


def test_form_key_is_unique_per_member() -> None:
    mentee = UserFactory()
    first = BookingFactory(mentee=mentee, starts_at=WEDNESDAY, form_key="8f14e45f-ceea-467f-a8a5-6d6b0b0f7c11")
    BookingFactory(mentee=mentee, starts_at=WEDNESDAY + timedelta(hours=1))
    with pytest.raises(IntegrityError, match="booking_form_once"):
        Booking.objects.filter(mentee=mentee).update(form_key=first.form_key)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"notice_hours": 43 * 24}, "rules_notice_within_horizon"),
        ({"step_minutes": 7}, "rules_step_known"),
        ({"horizon_days": 181}, "rules_horizon_in_range"),
        ({"horizon_days": 0, "notice_hours": 0}, "rules_horizon_in_range"),
        ({"notice_hours": 60 * 24 + 1, "horizon_days": 90}, "rules_notice_in_range"),
        ({"buffer_minutes": 241}, "rules_buffer_in_range"),
        ({"daily_limit": 0}, "rules_limits_in_range"),
        ({"daily_limit": 25}, "rules_limits_in_range"),
        ({"weekly_limit": 0}, "rules_limits_in_range"),
        ({"weekly_limit": 101}, "rules_limits_in_range"),
    ],
)
def test_rules_keep_their_constraints(change: dict[str, Any], constraint: str) -> None:
    MentorFactory(bookable=True)
    with pytest.raises(IntegrityError, match=constraint):
        BookingRules.objects.update(**change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"weekday": 7}, "weekly_hours_weekday"),
        ({"starts": "09:00:01"}, "weekly_hours_whole_minutes"),
        ({"ends": "17:00:30"}, "weekly_hours_whole_minutes"),
        ({"weekday": 0}, "weekly_hours_start_once"),
    ],
)
def test_weekly_hours_keep_their_constraints(change: dict[str, Any], constraint: str) -> None:
    MentorFactory(bookable=True)
    with pytest.raises(IntegrityError, match=constraint):
        WeeklyHours.objects.update(**change)


def test_date_has_one_override() -> None:
    mentor = MentorFactory()
    for day in (1, 2):
        DateOverride.objects.create(mentor=mentor, date=f"2026-12-0{day}")
    with pytest.raises(IntegrityError, match="date_override_once"):
        DateOverride.objects.update(date="2026-12-01")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"starts": "09:00:01"}, "override_span_whole_minutes"),
        ({"starts": "09:00"}, "override_span_start_once"),
    ],
)
def test_override_spans_keep_their_constraints(change: dict[str, Any], constraint: str) -> None:
    override = DateOverride.objects.create(mentor=MentorFactory(), date="2026-12-01")
    for starts in ("09:00", "13:00"):
        OverrideSpan.objects.create(override=override, starts=starts, ends="18:00")
    with pytest.raises(IntegrityError, match=constraint):
        OverrideSpan.objects.update(**change)


@pytest.mark.parametrize("minutes", [9, 241])
def test_session_type_has_a_plausible_length(minutes: int) -> None:
    MentorFactory(bookable=True)
    with pytest.raises(IntegrityError, match="session_type_minutes"):
        SessionType.objects.update(minutes=minutes)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("free_time_bounded", {"starts": [WEDNESDAY] * (MOST_STARTS + 1)}),
        ("free_time_notice_positive", {"notice": timedelta(minutes=-1)}),
    ],
)
def test_free_time_is_bounded(name: str, changes: dict[str, object]) -> None:
    FreeTime.objects.create(
        mentor=MentorFactory(), starts=[WEDNESDAY] * MOST_STARTS, notice=timedelta(0), built_at=WEDNESDAY
    )
    with pytest.raises(IntegrityError, match=name):
        FreeTime.objects.update(**changes)


@pytest.mark.parametrize("model", [Booking, SessionType])
def test_public_identifier_is_unique(model: type[Booking | SessionType]) -> None:
    BookingFactory(starts_at=WEDNESDAY)
    first = BookingFactory(starts_at=NOW)
    row = first if model is Booking else first.session_type
    with pytest.raises(IntegrityError, match="_uuid_key"):
        model.objects.update(uuid=row.uuid)


def test_mentor_has_one_set_of_rules() -> None:
    mentors = MentorFactory.create_batch(2, bookable=True)
    with pytest.raises(IntegrityError, match="bookings_bookingrules_mentor_id_key"):
        BookingRules.objects.update(mentor=mentors[0])


def test_each_booking_is_either_upcoming_or_past() -> None:
    running = BookingFactory(starts_at=NOW - timedelta(minutes=10))
    ended = BookingFactory(starts_at=NOW - timedelta(minutes=30))
    coming = BookingFactory(starts_at=NOW + timedelta(days=1), requested=True)
    cancelled = BookingFactory(starts_at=NOW + timedelta(days=1), cancelled=True)
    assert set(Booking.objects.upcoming(at=NOW)) == {running, coming}
    assert set(Booking.objects.past(at=NOW)) == {ended, cancelled}
    assert set(Booking.objects.held(at=NOW)) == {ended}


def test_requests_are_answerable_or_unanswered_from_the_moment_they_expire() -> None:
    asked = BookingFactory(requested=True, expires_at=NOW)
    BookingFactory(starts_at=WEDNESDAY)
    before = NOW - timedelta(seconds=1)
    assert (list(Booking.objects.answerable(at=before)), list(Booking.objects.unanswered(at=before))) == ([asked], [])
    assert (list(Booking.objects.answerable(at=NOW)), list(Booking.objects.unanswered(at=NOW))) == ([], [asked])


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"starts": []}, "move_proposal_one_to_three"),
        ({"starts": [WEDNESDAY] * 4}, "move_proposal_one_to_three"),
        ({"outcome": "kept"}, "move_proposal_settled_is_dated"),
        ({"settled_at": NOW}, "move_proposal_settled_is_dated"),
    ],
)
def test_proposal_keeps_its_constraints(changes: dict[str, object], constraint: str) -> None:
    MoveProposalFactory()
    with pytest.raises(IntegrityError, match=constraint):
        MoveProposal.objects.update(**changes)


def test_booking_has_one_open_proposal() -> None:
    proposal = MoveProposalFactory()
    with pytest.raises(IntegrityError, match="move_proposal_one_open"):
        MoveProposalFactory(booking=proposal.booking)
