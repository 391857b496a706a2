"""What the desk shows a mentor about an outside calendar."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from calendars import services
from calendars.hooks import Bookable, bookable_of
from calendars.models import BusyTime, OutsideCalendar
from calendars.results import Period
from mentors.models import Mentor

FEW = 3  # how many hidden times are listed
PAST_THE_HORIZON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class CalendarPresenter:
    """One calendar on the page.

    Attributes:
        is_reading: a worker is about to read the calendar.
        busy_hours: busy hours within the booking horizon; overlapping appointments count once.
        hidden: how many bookable times its busy times hide.
        next_hidden: the first few hidden times.
        counts_until: when its last known busy times stop counting; set while it cannot be read.
    """

    calendar: OutsideCalendar
    is_reading: bool
    busy_hours: float
    hidden: int
    next_hidden: list[datetime]
    counts_until: datetime | None

    @property
    def busy_hours_up(self) -> int:
        """Busy hours rounded up to a whole number, for plural forms."""
        return ceil(self.busy_hours)


def calendars_of(mentor: Mentor, *, now: datetime) -> list[CalendarPresenter]:
    """All calendars of a mentor, loaded in a constant number of queries."""
    calendars = list(mentor.outside_calendars.all())
    if not calendars:
        return []
    bookable = bookable_of(mentor, now=now)
    rows = BusyTime.objects.of(mentor).overlapping(now, bookable.until + PAST_THE_HORIZON)
    busy: dict[int, list[Period]] = {calendar.pk: [] for calendar in calendars}
    for pk, start, until in rows.order_by("starts_at").values_list("calendar", "starts_at", "ends_at"):
        busy[pk].append((start, until))
    reading = services.being_read(calendars, now=now)
    return [
        _presented(calendar, merged(busy[calendar.pk]), bookable, now, is_reading=calendar.pk in reading)
        for calendar in calendars
    ]


def _presented(
    calendar: OutsideCalendar, busy: list[Period], bookable: Bookable, now: datetime, *, is_reading: bool
) -> CalendarPresenter:
    hidden = inside(busy, bookable.starts, bookable.length)
    end = bookable.until
    hours = sum((min(until, end) - max(start, now)).total_seconds() for start, until in busy if start < end) / 3600
    counts_until = None
    if calendar.failing_since and not calendar.warned_at and busy:
        counts_until = calendar.failing_since + services.KEPT
    return CalendarPresenter(calendar, is_reading, round(hours, 1), len(hidden), hidden[:FEW], counts_until)


def merged(periods: Sequence[Period]) -> list[Period]:
    """Merge overlapping periods; they must be sorted by start."""
    found: list[Period] = []
    for start, end in periods:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def inside(busy: Sequence[Period], starts: Sequence[datetime], length: timedelta) -> list[datetime]:
    """Find the starts whose slot of `length` overlaps one of the merged periods."""
    ends = [end for _start, end in busy]
    found = []
    for start in starts:
        first = bisect_right(ends, start)  # the first period that ends after it
        if first < len(busy) and busy[first][0] < start + length:
            found.append(start)
    return found
