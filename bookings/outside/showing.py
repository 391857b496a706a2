"""An outside calendar as its owner sees it at the desk."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from bookings.models import BusyTime, OutsideCalendar
from bookings.openings import openings_for, rules_of
from bookings.outside.answers import Period
from bookings.services import outside
from mentors.models import Mentor

FEW = 3  # of the hidden openings that are named
PAST_THE_HORIZON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class CalendarSeen:
    """What the page says about a calendar.

    Attributes:
        is_reading: a worker is about to read it.
        busy_hours: in the mentor's horizon; overlapping appointments count once.
        hidden: how many openings lie in its busy times.
        next_hidden: the first few of them.
        counts_until: when its last busy times stop to count, while it cannot be read.
    """

    calendar: OutsideCalendar
    is_reading: bool
    busy_hours: float
    hidden: int
    next_hidden: list[datetime]
    counts_until: datetime | None

    @property
    def busy_hours_up(self) -> int:
        """As a whole number: plural forms know no others."""
        return ceil(self.busy_hours)


def calendars_of(mentor: Mentor, *, now: datetime) -> list[CalendarSeen]:
    """All of a mentor's calendars, in a constant number of queries."""
    calendars = list(mentor.outside_calendars.all())
    if not calendars:
        return []
    end = now + timedelta(days=rules_of(mentor).horizon_days)
    rows = BusyTime.objects.of(mentor).overlapping(now, end + PAST_THE_HORIZON)
    busy: dict[int, list[Period]] = {calendar.pk: [] for calendar in calendars}
    for pk, start, until in rows.order_by("starts_at").values_list("calendar", "starts_at", "ends_at"):
        busy[pk].append((start, until))
    shortest = mentor.session_types.offered().order_by("minutes").first()
    free: list[datetime] = []
    length = timedelta(0)
    if shortest is not None:
        length = timedelta(minutes=shortest.minutes)
        last = end + PAST_THE_HORIZON
        free = openings_for(mentor, shortest, after=now, before=last, viewer=None, now=now, outside=False)
    reading = outside.being_read(calendars, now=now)
    return [
        _seen(calendar, merged(busy[calendar.pk]), free, length, now, end, is_reading=calendar.pk in reading)
        for calendar in calendars
    ]


def _seen(
    calendar: OutsideCalendar,
    busy: list[Period],
    free: list[datetime],
    length: timedelta,
    now: datetime,
    end: datetime,
    *,
    is_reading: bool,
) -> CalendarSeen:
    hidden = inside(busy, free, length)
    hours = sum((min(until, end) - max(start, now)).total_seconds() for start, until in busy if start < end) / 3600
    counts_until = None
    if calendar.failing_since and not calendar.warned_at and busy:
        counts_until = calendar.failing_since + outside.KEPT
    return CalendarSeen(calendar, is_reading, round(hours, 1), len(hidden), hidden[:FEW], counts_until)


def merged(periods: Sequence[Period]) -> list[Period]:
    """Periods, sorted by their starts, as the fewest that cover the same time."""
    found: list[Period] = []
    for start, end in periods:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def inside(busy: Sequence[Period], starts: Sequence[datetime], length: timedelta) -> list[datetime]:
    """The starts whose time of `length` overlaps one of the merged periods."""
    ends = [end for _start, end in busy]
    found = []
    for start in starts:
        first = bisect_right(ends, start)  # the first period that ends after it
        if first < len(busy) and busy[first][0] < start + length:
            found.append(start)
    return found
