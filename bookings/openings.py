"""The engine with data from the database: the only path to what a page lists and what a service accepts."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet

from bookings import availability
from bookings.availability import Hours, Schedule, Span, next_minute
from bookings.models import Booking, BookingRules, SessionType
from calendars.models import BusyTime
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User

Period = tuple[datetime, datetime]
PAST_THE_HORIZON = timedelta(days=3)  # local dates and UTC differ; the engine judges the horizon itself


def with_schedule(mentors: QuerySet[Mentor]) -> QuerySet[Mentor]:
    """Load what `schedule_of` reads, in four queries for any number of mentors."""
    return mentors.select_related("user", "rules").prefetch_related("weekly_hours", "date_overrides__spans")


def rules_of(mentor: Mentor) -> BookingRules:
    """The mentor's rules, or the defaults of a mentor who has none yet."""
    try:
        return mentor.rules
    except ObjectDoesNotExist:
        return BookingRules(mentor=mentor)


def schedule_of(mentor: Mentor) -> Schedule:
    """When `mentor` is free, as the engine expects it: three queries, or none after `with_schedule`."""
    rules = rules_of(mentor)
    overrides = mentor.date_overrides.all()
    if "date_overrides" not in getattr(mentor, "_prefetched_objects_cache", {}):
        overrides = overrides.prefetch_related("spans")
    return Schedule(
        zone=ZoneInfo(mentor.user.time_zone),
        weekly=tuple(Hours(row.weekday, row.starts, row.ends) for row in mentor.weekly_hours.all()),
        overrides={row.date: tuple(Span(span.starts, span.ends) for span in row.spans.all()) for row in overrides},
        step=timedelta(minutes=rules.step_minutes),
        notice=timedelta(hours=rules.notice_hours),
        horizon_days=rules.horizon_days,
        buffer=timedelta(minutes=rules.buffer_minutes),
        daily_limit=rules.daily_limit,
        weekly_limit=rules.weekly_limit,
    )


def openings_for(
    mentor: Mentor,
    session_type: SessionType,
    *,
    after: datetime,
    before: datetime,
    viewer: "User | None",
    now: datetime,
    outside: bool = True,
    at_short_notice: bool = False,
) -> list[datetime]:
    """Start times (aware, UTC, ascending) with after <= start < before at which `viewer` can book.

    Args:
        viewer: who is looking; their own bookings, as a mentee and as a mentor, are busy times. None for a visitor.
        outside: False for the openings without regard to the mentor's outside calendars; never use it for booking.
        at_short_notice: True if the mentor's notice does not count, for an hour that somebody gives up.

    Returns:
        An empty list when the mentor is not listed or does not offer the session type.
    """
    if not mentor.is_listed or session_type.mentor_id != mentor.pk or not session_type.is_active:
        return []
    duration = timedelta(minutes=session_type.minutes)
    schedule = schedule_of(mentor)
    if at_short_notice:
        schedule = replace(schedule, notice=timedelta(0))
    return _openings(mentor, schedule, duration, after, before, viewer=viewer, moving=None, outside=outside, now=now)


def is_opening(
    mentor: Mentor,
    session_type: SessionType,
    starts_at: datetime,
    *,
    viewer: "User | None",
    at_short_notice: bool = False,
    now: datetime,
) -> bool:
    """Whether the mentor's page lists `starts_at` (aware, before the year 9999) for `viewer` at `now`."""
    before = starts_at + timedelta(minutes=1)
    return starts_at in openings_for(
        mentor,
        session_type,
        after=starts_at,
        before=before,
        viewer=viewer,
        at_short_notice=at_short_notice,
        now=now,
    )


def openings_to_move(
    booking: Booking, *, after: datetime, before: datetime, proposed: bool, now: datetime
) -> list[datetime]:
    """Start times (aware, UTC, ascending) with after <= start < before to which `booking` can move.

    It keeps its length, and its own time does not stand in its way; its present start is not in the list.

    Args:
        proposed: the mentor offers the time, so neither their notice nor their pause counts. A mentee who moves the
            booking on their own is held to both.
    """
    mentor = booking.mentor
    if not (mentor.is_shown if proposed else mentor.is_listed):
        return []
    schedule = schedule_of(mentor)
    if proposed:
        schedule = replace(schedule, notice=timedelta(0))
    duration = booking.ends_at - booking.starts_at
    found = _openings(mentor, schedule, duration, after, before, viewer=booking.mentee, moving=booking, now=now)
    return [start for start in found if start != booking.starts_at]


def _openings(
    mentor: Mentor,
    schedule: Schedule,
    duration: timedelta,
    after: datetime,
    before: datetime,
    *,
    viewer: "User | None",
    moving: Booking | None,
    outside: bool = True,
    now: datetime,
) -> list[datetime]:
    now = next_minute(now)
    after = max(next_minute(after), now)
    before = min(next_minute(before), now + timedelta(days=schedule.horizon_days) + PAST_THE_HORIZON)
    if after >= before:
        return []
    period = availability.period_to_load(schedule, duration=duration, after=after, before=before)
    held = _held(period, moving)
    elsewhere = _elsewhere(mentor, period, moving) if outside else BusyTime.objects.none()
    return availability.openings(
        schedule,
        duration=duration,
        after=after,
        before=before,
        booked=list(held.filter(mentor=mentor).values_list("starts_at", "ends_at")),
        busy=_busy(mentor, viewer, held, elsewhere),
        now=now,
    )


def _held(period: Period, moving: Booking | None) -> QuerySet[Booking]:
    """Bookings that hold time in the period, except the one that is about to move."""
    start, end = period
    held = Booking.objects.holding_time().filter(starts_at__lt=end, ends_at__gt=start).order_by()
    return held.exclude(pk=moving.pk) if moving else held


def _elsewhere(mentor: Mentor, period: Period, moving: Booking | None) -> QuerySet[BusyTime]:
    """Busy times in the mentor's other calendars, except one at the moving booking's time: it may be that booking."""
    busy = BusyTime.objects.of(mentor).overlapping(*period).order_by()
    return busy.exclude(starts_at=moving.starts_at, ends_at=moving.ends_at) if moving else busy


def _busy(
    mentor: Mentor, viewer: "User | None", held: QuerySet[Booking], elsewhere: QuerySet[BusyTime]
) -> list[Period]:
    """When either person is busy, also by the mentor's outside calendars: nobody can be in two places at once."""
    parts: list[QuerySet[Any]] = [held.filter(mentee=mentor.user_id), elsewhere]
    if viewer is not None and viewer.pk != mentor.user_id:
        parts += [held.filter(mentee=viewer), held.filter(mentor__user=viewer)]
    rows = [part.values_list("starts_at", "ends_at") for part in parts]
    return list(rows[0].union(*rows[1:], all=True))
