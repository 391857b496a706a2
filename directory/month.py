"""A mentor's openings as a reader's calendar: one month, one chosen day, in the reader's zone."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Start times with after <= start < before: `bookings.openings` with everything else filled in.
Openings = Callable[[datetime, datetime], list[datetime]]
LAST_YEAR = 9990


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid. `date` is None in the empty places before the first and after the last."""

    date: date | None
    is_open: bool = False
    is_chosen: bool = False
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """What the page shows of a mentor's time.

    `previous` and `next` are the first days of the months before and after, None if nothing can be booked there;
    `next_free` is the first day with openings after a month without any.
    """

    first: date
    weeks: list[list[Day]]
    chosen: date | None
    times: list[datetime]
    previous: date | None
    next: date | None
    next_free: date | None


def month_start(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local month, in UTC."""
    return datetime.combine(day.replace(day=1), time(0), tzinfo=zone).astimezone(UTC)


def following(first: date) -> date:
    """The first day of the next month."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def preceding(first: date) -> date:
    """The first day of the previous month."""
    return (first.replace(day=1) - timedelta(days=1)).replace(day=1)


def parse_month(text: str) -> date | None:
    """The month that an address names, as its first day: 2026-12. None for anything else."""
    return parse_day(f"{text}-01") if len(text) == 7 else None


def parse_day(text: str) -> date | None:
    """The day that an address names: 2026-12-03. None for anything else."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day and 1970 < day.year < LAST_YEAR else None


def month_of(
    openings: Openings, *, month: date | None, day: date | None, zone: ZoneInfo, now: datetime, until: datetime
) -> Month:
    """The month to show.

    Args:
        month: its first day, as asked for; None for the month of `day`, or of the first opening.
        day: the day asked for. Without openings, the first day of the month that has some is chosen.
        until: the end of the mentor's horizon; there is no opening after it.
    """
    this_month, last_month = _first_of(now, zone), _first_of(until, zone)
    asked = month or (day.replace(day=1) if day else None)
    first = min(max(asked or this_month, this_month), last_month)
    starts = openings(month_start(first, zone), month_start(following(first), zone))
    next_free = None
    if not starts:
        later = openings(month_start(following(first), zone), until)
        next_free = later[0].astimezone(zone).date() if later else None
        if asked is None and next_free:
            first, next_free = next_free.replace(day=1), None
            starts = [start for start in later if _first_of(start, zone) == first]
    by_day: dict[date, list[datetime]] = {}
    for start in starts:
        by_day.setdefault(start.astimezone(zone).date(), []).append(start)
    chosen = day if day in by_day else next(iter(by_day), None)
    return Month(
        first=first,
        weeks=_weeks(first, by_day.keys(), chosen=chosen, today=now.astimezone(zone).date()),
        chosen=chosen,
        times=by_day.get(chosen, []) if chosen else [],
        previous=preceding(first) if first > this_month else None,
        next=following(first) if first < last_month else None,
        next_free=next_free,
    )


def _first_of(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date().replace(day=1)


def _weeks(first: date, open_days: Container[date], *, chosen: date | None, today: date) -> list[list[Day]]:
    """Weeks from Monday to Sunday."""
    days = [Day(None)] * first.weekday()
    current = first
    while current < following(first):
        days.append(Day(current, current in open_days, current == chosen, current == today))
        current += timedelta(days=1)
    days += [Day(None)] * (-len(days) % 7)
    return [days[start : start + 7] for start in range(0, len(days), 7)]
