"""The engine with data from the database. Whatever a page lists or a service accepts comes from here."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import QuerySet

from accounts.models import Block
from bookings import availability
from bookings.availability import Hours, Schedule, Span, next_minute
from bookings.models import HOLDING, Booking, BookingRules, SessionType
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User

Period = tuple[datetime, datetime]
PAST_THE_HORIZON = timedelta(days=3)  # local dates and UTC differ; the engine applies the exact horizon

# The engine's input in one statement: six querysets take three times as long to build and run.
# Columns: kind, weekday, date, local start and end; start and end as instants.
WEEKLY = """
SELECT 'weekly', weekday, NULL::date, starts, ends, NULL::timestamptz, NULL::timestamptz
FROM bookings_weeklyhours WHERE mentor_id = %(mentor)s"""
DATES = """
SELECT 'date', NULL, date, starts, ends, NULL, NULL
FROM bookings_dateoverride day LEFT JOIN bookings_overridespan span ON span.override_id = day.id
WHERE mentor_id = %(mentor)s"""
HELD = """
SELECT '{}', NULL, NULL, NULL, NULL, starts_at, ends_at FROM bookings_booking
WHERE {} AND status = ANY(%(holding)s) AND starts_at < %(end)s AND ends_at > %(start)s AND id <> %(moving)s"""
BOOKED = HELD.format("booked", "mentor_id = %(mentor)s")
# To everyone else, a held time counts as booked.
HOLDS = """
SELECT 'booked', NULL, NULL, NULL, NULL, starts_at, ends_at FROM bookings_hold
WHERE mentor_id = %(mentor)s AND starts_at < %(end)s AND ends_at > %(start)s
AND expires_at > %(now)s AND holder IS DISTINCT FROM %(holder)s"""
BUSY = HELD.format("busy", "mentee_id = %(member)s")
BUSY_VIEWER = HELD.format("busy", "mentee_id = %(viewer)s")
BUSY_VIEWER_AS_MENTOR = HELD.format("busy", "mentor_id = (SELECT id FROM mentors_mentor WHERE user_id = %(viewer)s)")
ELSEWHERE = """
SELECT 'busy', NULL, NULL, NULL, NULL, starts_at, ends_at
FROM calendars_busytime busy JOIN calendars_outsidecalendar calendar ON calendar.id = busy.calendar_id
WHERE mentor_id = %(mentor)s AND starts_at < %(end)s AND ends_at > %(start)s"""
# A busy time that matches the moving booking exactly may be that booking.
ITSELF = " AND (starts_at <> %(moving_starts)s OR ends_at <> %(moving_ends)s)"


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
    overrides = mentor.date_overrides.all()
    if not _has_schedule(mentor):
        overrides = overrides.prefetch_related("spans")
    return replace(
        _rules_alone(mentor),
        weekly=tuple(Hours(row.weekday, row.starts, row.ends) for row in mentor.weekly_hours.all()),
        overrides={row.date: tuple(Span(span.starts, span.ends) for span in row.spans.all()) for row in overrides},
    )


def _has_schedule(mentor: Mentor) -> bool:
    return "date_overrides" in getattr(mentor, "_prefetched_objects_cache", {})


def _rules_alone(mentor: Mentor) -> Schedule:
    """The schedule without any hours."""
    rules = rules_of(mentor)
    return Schedule(
        zone=ZoneInfo(mentor.user.time_zone),
        weekly=(),
        overrides={},
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
    holder: UUID | None = None,
) -> list[datetime]:
    """Start times (aware, UTC, ascending) with after <= start < before at which `viewer` can book.

    Args:
        viewer: the reader, whose own bookings, as a mentee and as a mentor, are busy times. None for a visitor.
        outside: False ignores the mentor's outside calendars; never use it for booking.
        at_short_notice: True ignores the mentor's notice, for a time that someone has given up.
        holder: the key of a hold to ignore, the viewer's own. None: all holds count as busy.

    Returns:
        An empty list when the mentor is not listed or does not offer the session type, or a block keeps the two apart.
    """
    if not mentor.is_listed or session_type.mentor_id != mentor.pk or not session_type.is_active:
        return []
    if viewer is not None and mentor.user_id in Block.objects.apart_from(viewer):
        return []  # what a mentor who is fully booked shows, too
    duration = timedelta(minutes=session_type.minutes)
    return _openings(
        mentor,
        duration,
        after,
        before,
        viewer=viewer,
        outside=outside,
        at_short_notice=at_short_notice,
        holder=holder,
        now=now,
    )


def hours_alone(
    mentor: Mentor, session_type: SessionType, *, after: datetime, before: datetime, now: datetime
) -> set[datetime]:
    """The start times at which `mentor` would be free if nothing were booked: only to explain why a time isn't."""
    schedule = replace(schedule_of(mentor), notice=timedelta(0), daily_limit=None, weekly_limit=None)
    duration, at = timedelta(minutes=session_type.minutes), next_minute(now)
    found = availability.openings(schedule, duration=duration, after=after, before=before, booked=(), busy=(), now=at)
    return set(found)


def last_day(mentor: Mentor, *, now: datetime) -> date:
    """The last day, by the mentor's clock, that can be booked so far."""
    return now.astimezone(ZoneInfo(mentor.user.time_zone)).date() + timedelta(days=rules_of(mentor).horizon_days)


def first_opening(mentor: Mentor, *, now: datetime) -> datetime | None:
    """The first time that someone could book the mentor's shortest session; None if there is none."""
    shortest = mentor.session_types.offered().order_by("minutes").first()
    if shortest is None:
        return None
    end = now + timedelta(days=rules_of(mentor).horizon_days) + PAST_THE_HORIZON
    return next(iter(openings_for(mentor, shortest, after=now, before=end, viewer=None, now=now)), None)


def is_opening(
    mentor: Mentor,
    session_type: SessionType,
    starts_at: datetime,
    *,
    viewer: "User | None",
    at_short_notice: bool = False,
    holder: UUID | None = None,
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
        holder=holder,
        now=now,
    )


def openings_to_move(
    booking: Booking, *, after: datetime, before: datetime, proposed: bool, now: datetime
) -> list[datetime]:
    """Start times (aware, UTC, ascending) with after <= start < before to which `booking` can move.

    It keeps its length, its own time counts as free, and its current start is not listed.

    Args:
        proposed: the mentor offers the time, so neither their notice nor their pause counts. A mentee who moves the
            booking on their own is held to both.
    """
    mentor = booking.mentor
    if not (mentor.is_shown if proposed else mentor.is_listed):
        return []
    if mentor.user_id in Block.objects.apart_from(booking.mentee):
        return []
    duration = booking.ends_at - booking.starts_at
    found = _openings(
        mentor, duration, after, before, viewer=booking.mentee, moving=booking, at_short_notice=proposed, now=now
    )
    return [start for start in found if start != booking.starts_at]


def _openings(
    mentor: Mentor,
    duration: timedelta,
    after: datetime,
    before: datetime,
    *,
    viewer: "User | None",
    moving: Booking | None = None,
    outside: bool = True,
    at_short_notice: bool,
    holder: UUID | None = None,
    now: datetime,
) -> list[datetime]:
    schedule = schedule_of(mentor) if _has_schedule(mentor) else _rules_alone(mentor)
    if at_short_notice:
        schedule = replace(schedule, notice=timedelta(0))
    at, now = now, next_minute(now)
    after = max(next_minute(after), now)
    before = min(next_minute(before), now + timedelta(days=schedule.horizon_days) + PAST_THE_HORIZON)
    if after >= before:
        return []
    period = availability.period_to_load(schedule, duration=duration, after=after, before=before)
    weekly, overrides, booked, busy = _load(
        mentor, period, viewer=viewer, moving=moving, outside=outside, holder=holder, at=at
    )
    if not _has_schedule(mentor):
        schedule = replace(schedule, weekly=tuple(weekly), overrides=overrides)
    return availability.openings(
        schedule, duration=duration, after=after, before=before, booked=booked, busy=busy, now=now
    )


def _load(
    mentor: Mentor,
    period: Period,
    *,
    viewer: "User | None",
    moving: Booking | None,
    outside: bool,
    holder: UUID | None,
    at: datetime,
) -> tuple[list[Hours], dict[date, tuple[Span, ...]], list[Period], list[Period]]:
    """The mentor's hours and dates, their bookings in a period, and when they or `viewer` are busy otherwise.

    Bookings of both people count, whether as a mentee or as a mentor.
    """
    parts = [BOOKED, HOLDS, BUSY] if _has_schedule(mentor) else [WEEKLY, DATES, BOOKED, HOLDS, BUSY]
    if outside:
        parts.append(ELSEWHERE + ITSELF if moving else ELSEWHERE)
    if viewer is not None and viewer.pk != mentor.user_id:
        parts += [BUSY_VIEWER, BUSY_VIEWER_AS_MENTOR]
    given: dict[str, Any] = {
        "mentor": mentor.pk,
        "member": mentor.user_id,
        "viewer": viewer and viewer.pk,
        "holding": [str(status) for status in HOLDING],
        "start": period[0],
        "end": period[1],
        "moving": moving.pk if moving else 0,
        "moving_starts": moving and moving.starts_at,
        "moving_ends": moving and moving.ends_at,
        "holder": holder,
        "now": at,
    }
    weekly: list[Hours] = []
    dates: dict[date, list[Span]] = {}
    times: dict[str, list[Period]] = {"booked": [], "busy": []}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        for kind, weekday, day, starts, ends, starts_at, ends_at in cursor:
            if kind == "weekly":
                weekly.append(Hours(weekday, starts, ends))
            elif kind == "date":
                dates.setdefault(day, []).extend([Span(starts, ends)] if starts is not None else [])
            else:
                times[kind].append((starts_at, ends_at))
    return weekly, {day: tuple(spans) for day, spans in dates.items()}, times["booked"], times["busy"]
