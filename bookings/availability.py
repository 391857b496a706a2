"""When a mentor can be booked: pure mathematics without Django, database or clock.

All of it is integer arithmetic: instants are whole seconds since 1970 (UTC), local dates are ordinals
(`date.toordinal`), wall-clock times are seconds since the date's midnight. An offset is looked up once per midnight,
and for each time only on dates on which the clock changes. This assumes that no two clock changes within three days
cancel each other out, so that an offset that is the same at both ends of such a period holds throughout
(tests/bookings/test_availability_zones.py checks).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

Interval = tuple[int, int]  # [start, end) in seconds

_DAY = 86_400
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_LAST_ORDINAL = date.max.toordinal() - 7  # leaves room for the neighbouring days that are read, too


@dataclass(frozen=True, slots=True)
class Hours:
    """Wall-clock time on one day of every week, in the mentor's zone."""

    weekday: int  # 0 = Monday
    starts: time
    ends: time  # ends <= starts: runs past midnight into the next day


@dataclass(frozen=True, slots=True)
class Span:
    """Wall-clock time on one date, in the mentor's zone."""

    starts: time
    ends: time  # as above


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a mentor is free, and how they want to be booked."""

    zone: ZoneInfo
    weekly: tuple[Hours, ...]
    overrides: Mapping[date, tuple[Span, ...]]  # replaces that whole local date; () = closed
    step: timedelta  # grid of start times
    notice: timedelta  # earliest start = now + notice
    horizon_days: int  # last bookable local date = local date of now + horizon_days, whole day included
    buffer: timedelta  # kept free before and after each booking
    daily_limit: int | None
    weekly_limit: int | None  # ISO weeks, Monday first, in the mentor's zone


def openings(
    schedule: Schedule,
    *,
    duration: timedelta,
    after: datetime,
    before: datetime,
    booked: Sequence[tuple[datetime, datetime]],
    busy: Sequence[tuple[datetime, datetime]],
    now: datetime,
) -> list[datetime]:
    """List the start times that can be booked, with after <= start < before.

    A narrow window is cheap, so one start time is checked with `after=start, before=start + 1 minute`.

    Args:
        duration: length of the new booking, at least one minute.
        booked: the mentor's time-holding bookings: all that touch `period_to_load(...)`, past ones included.
        busy: times that are taken in an outside calendar, or by the mentee's own bookings.
        now: a whole minute; see `next_minute`.

    Returns:
        Aware start times in UTC, ascending, each once.

    Raises:
        ValueError: a time without a zone or not of whole minutes, a step or duration below one minute, an interval that
            does not end after it starts, an impossible weekday, a negative buffer or notice.
    """
    _check(schedule)
    length = _length(duration, "duration", least=_MINUTE)
    step = _length(schedule.step, "step", least=_MINUTE)
    notice, buffer = _length(schedule.notice, "notice"), _length(schedule.buffer, "buffer")
    today_at = _seconds(now)
    begin, end = max(_seconds(after), today_at + notice), _seconds(before)
    held, outside = _intervals(booked, "booked"), _intervals(busy, "busy")

    zone = schedule.zone
    last_day = min(_local_day(zone, today_at) + schedule.horizon_days, _LAST_ORDINAL)
    end = min(end, _midnight_utc(last_day + 3))  # limits the work; the horizon itself is applied below
    limits = [limit for limit in (schedule.daily_limit, schedule.weekly_limit) if limit is not None]
    if begin >= end or min(limits, default=1) <= 0:
        return []
    closed = _closed_days(schedule, held, last_day)

    # Spans of the two previous dates may still be running: they can cross midnight, and Apia once skipped a whole date.
    first_day, final_day = _local_day(zone, begin) - 2, _local_day(zone, end + length) + 1
    grids = _grids(schedule, first_day, final_day)
    taken = [(start - buffer, stop + buffer) for start, stop in held] + outside
    taken = [part for part in taken if part[1] > begin and part[0] < end + length]
    rooms = [(start, stop - length) for start, stop in _without(_merged(grids), _merged(taken))]
    rooms = [(earliest, latest) for earliest, latest in rooms if earliest <= latest]
    lasts = [last for _, last in rooms]

    found: set[int] = set()
    for anchor, stop in grids:
        low, high = max(anchor, begin), min(stop, end)
        for index in range(bisect_left(lasts, low), len(rooms)):
            earliest, latest = rooms[index]
            if earliest >= high:
                break
            behind = max(earliest, low) - anchor
            starts = range(anchor - (-behind // step) * step, min(latest + 1, high), step)
            if starts:
                found.update(_open_starts(zone, starts, closed))
    return [_EPOCH + timedelta(0, start) for start in sorted(found)]


def next_minute(moment: datetime) -> datetime:
    """Round an aware `moment` up to the whole minute, to be passed as `now`, so that no past time is offered."""
    floor = moment.replace(second=0, microsecond=0)
    return floor if floor == moment else (floor.astimezone(UTC) + _MINUTE).astimezone(moment.tzinfo)


def most_in_a_week(schedule: Schedule, *, duration: timedelta, now: datetime) -> int:
    """How many sessions of one length fit into an ordinary week: the hours, gaps and limits, and nothing else.

    Args:
        duration: of each session, at least one minute.
        now: a whole minute; the week that is counted is the next from Monday to Sunday.
    """
    today = now.astimezone(schedule.zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    begin, end = (datetime.combine(day, time(), schedule.zone) for day in (monday, monday + timedelta(days=7)))
    ordinary = replace(
        schedule, overrides={}, notice=timedelta(0), horizon_days=14, daily_limit=None, weekly_limit=None
    )
    starts = openings(ordinary, duration=duration, after=begin, before=end, booked=(), busy=(), now=now)
    each_day: Counter[date] = Counter()
    free_from = begin
    for start in starts:
        day = start.astimezone(schedule.zone).date()
        if start >= free_from and each_day[day] != schedule.daily_limit:
            each_day[day] += 1
            free_from = start + duration + schedule.buffer
    found = each_day.total()
    return found if schedule.weekly_limit is None else min(found, schedule.weekly_limit)


def period_to_load(
    schedule: Schedule, *, duration: timedelta, after: datetime, before: datetime
) -> tuple[datetime, datetime]:
    """Return the period (aware, UTC) of which `openings` needs all overlapping bookings, for a window.

    It covers the local ISO weeks that the window touches, and the buffers around a booking at either end of it.
    """
    zone, begin, end = schedule.zone, _seconds(after), _seconds(before)
    buffer = _length(schedule.buffer, "buffer")
    monday = _week(_local_day(zone, begin)) * 7 + 1
    next_monday = _week(_local_day(zone, max(begin, end - 1))) * 7 + 8
    start = min(_instant(zone, monday, 0), begin - buffer)
    stop = max(_instant(zone, next_monday, 0), end + _length(duration, "duration", least=_MINUTE) + buffer)
    return _EPOCH + timedelta(0, start), _EPOCH + timedelta(0, stop)


def _check(schedule: Schedule) -> None:
    if any(not 0 <= hours.weekday <= 6 for hours in schedule.weekly):
        raise ValueError("a weekday must be 0 (Monday) to 6")
    spans: Iterable[Hours | Span] = chain(schedule.weekly, *schedule.overrides.values())
    for at in (at for span in spans for at in (span.starts, span.ends)):
        if at.second or at.microsecond or at.tzinfo is not None:
            raise ValueError(f"hours must be wall-clock times of whole minutes, not {at!r}")


def _length(length: timedelta, name: str, *, least: timedelta = timedelta(0)) -> int:
    """Convert a length of whole minutes to seconds."""
    if length < least:
        raise ValueError(f"{name} must be at least {least}, not {length}")
    if length.microseconds or length.seconds % 60:
        raise ValueError(f"{name} must be whole minutes, not {length}")
    return length.days * _DAY + length.seconds


def _seconds(moment: datetime) -> int:
    """Seconds since 1970 of an aware moment on a whole minute."""
    try:
        since = moment - _EPOCH
    except TypeError as error:
        raise ValueError(f"a time needs a zone: {moment!r}") from error
    if since.microseconds or since.seconds % 60:
        raise ValueError(f"a time must be a whole minute: {moment!r}")
    return since.days * _DAY + since.seconds


def _intervals(pairs: Iterable[tuple[datetime, datetime]], name: str) -> list[Interval]:
    intervals = [(_seconds(start), _seconds(stop)) for start, stop in pairs]
    for start, stop in intervals:
        if stop <= start:
            raise ValueError(f"{name} must end after it starts: {_EPOCH + timedelta(0, start)}")
    return intervals


@lru_cache(maxsize=32_768)
def _offset(zone: ZoneInfo, day: int) -> int:
    """Seconds east of UTC at the local midnight (fold=0) of a date."""
    return _offset_at(zone, datetime.fromordinal(day))


def _offset_at(zone: ZoneInfo, wall: datetime) -> int:
    # fold=0 is the first of two equal times; inside a gap it is the offset before the gap.
    offset = wall.replace(tzinfo=zone).utcoffset() or timedelta(0)
    return offset.days * _DAY + offset.seconds


def _week(day: int) -> int:
    """Number of the ISO week, Monday first; ordinal 1 was a Monday."""
    return (day - 1) // 7


def _midnight_utc(day: int) -> int:
    return (day - _EPOCH_ORDINAL) * _DAY


def _instant(zone: ZoneInfo, day: int, wall: int) -> int:
    """Turn a wall-clock time, in seconds since the midnight of a date, into an instant."""
    if wall >= _DAY:
        day, wall = day + 1, wall - _DAY
    offset = _offset(zone, day)
    if wall and offset != _offset(zone, day + 1):
        offset = _offset_at(zone, datetime.fromordinal(day) + timedelta(0, wall))
    return _midnight_utc(day) + wall - offset


def _local_day(zone: ZoneInfo, instant: int) -> int:
    """Ordinal of the local date at an instant."""
    day = instant // _DAY + _EPOCH_ORDINAL
    offset = _offset(zone, day - 1)
    if offset == _offset(zone, day + 2):
        return (instant + offset) // _DAY + _EPOCH_ORDINAL
    return (_EPOCH + timedelta(0, instant)).astimezone(zone).toordinal()


def _exists(zone: ZoneInfo, day: int) -> bool:
    """Whether the date exists in the zone, judged by its noon (30 December 2011 doesn't in Apia)."""
    return _offset(zone, day) == _offset(zone, day + 1) or _local_day(zone, _instant(zone, day, _DAY // 2)) == day


def _grids(schedule: Schedule, first_day: int, final_day: int) -> list[Interval]:
    """Expand the dates into their merged spans, as instants; each is free time and anchors one grid of start times."""
    zone = schedule.zone
    replaced = {day.toordinal(): spans for day, spans in schedule.overrides.items()}
    weekly = [_walls([hours for hours in schedule.weekly if hours.weekday == weekday]) for weekday in range(7)]
    grids: list[Interval] = []
    for day in range(first_day, final_day + 1):
        walls = _walls(replaced[day]) if day in replaced else weekly[(day - 1) % 7]
        if not walls or not _exists(zone, day):
            continue
        cuts = [_instant(zone, later, 0) for later in (day + 1, day + 2) if later in replaced]
        spans = [(_instant(zone, day, starts), min([_instant(zone, day, ends), *cuts])) for starts, ends in walls]
        grids += _merged(spans)
    return grids


def _walls(spans: Iterable[Hours | Span]) -> list[Interval]:
    """Seconds since midnight at which each span starts and ends; past 86,400 is the next day."""
    pairs = ((span.starts, span.ends) for span in spans)
    walls = ((a.hour * 3600 + a.minute * 60, b.hour * 3600 + b.minute * 60) for a, b in pairs)
    return [(starts, ends if ends > starts else ends + _DAY) for starts, ends in walls]


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Merge intervals that overlap or touch, and drop empty ones; ascending."""
    merged: list[Interval] = []
    for start, stop in sorted(part for part in intervals if part[0] < part[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


def _without(free: list[Interval], taken: list[Interval]) -> list[Interval]:
    """Subtract one ascending, disjoint list from another."""
    left: list[Interval] = []
    index = 0
    for start, stop in free:
        while index < len(taken) and taken[index][1] <= start:
            index += 1
        at = index
        while at < len(taken) and taken[at][0] < stop:
            if taken[at][0] > start:
                left.append((start, taken[at][0]))
            start, at = taken[at][1], at + 1
        if start < stop:
            left.append((start, stop))
    return left


def _closed_days(schedule: Schedule, held: list[Interval], last_day: int) -> Callable[[int], bool]:
    """Build a test for local dates that are fully booked; limits are above zero."""
    daily, weekly = schedule.daily_limit, schedule.weekly_limit
    limited = daily is not None or weekly is not None
    days = [_local_day(schedule.zone, start) for start, _ in held] if limited else []
    full_days = {day for day, count in Counter(days).items() if daily is not None and count >= daily}
    weeks = Counter(map(_week, days))
    full_weeks = {week for week, count in weeks.items() if weekly is not None and count >= weekly}
    return lambda day: day > last_day or day in full_days or _week(day) in full_weeks


def _open_starts(zone: ZoneInfo, starts: range, closed: Callable[[int], bool]) -> Iterable[int]:
    """Keep the start times whose local date is not closed."""
    day = _local_day(zone, starts[0])
    if day == _local_day(zone, starts[-1]) and _offset(zone, day) == _offset(zone, day + 2):
        return () if closed(day) else starts
    return [start for start in starts if not closed(_local_day(zone, start))]
