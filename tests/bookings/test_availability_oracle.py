"""The engine against an independent oracle that checks every minute."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.availability import Hours, Schedule, Span, openings

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
Pairs = list[tuple[datetime, datetime]]


def minutes(start: datetime, end: datetime) -> range:
    """Every minute of [start, end), counted from 1970."""
    return range((start - EPOCH) // MINUTE, (end - EPOCH) // MINUTE)


class Oracle:
    """Sets of minutes instead of intervals; every question goes to `zoneinfo`."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.zone = schedule.zone

    def instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at.replace(fold=0), tzinfo=self.zone).astimezone(UTC)

    def has_noon(self, day: date) -> bool:
        back = self.instant(day, time(12)).astimezone(self.zone)
        return back.replace(tzinfo=None) == datetime.combine(day, time(12))

    def spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if not self.has_noon(day):
            return
        overrides = self.schedule.overrides
        listed = overrides[day] if day in overrides else [h for h in self.schedule.weekly if h.weekday == day.weekday()]
        for span in listed:
            start = self.instant(day, span.starts)
            end = self.instant(day if span.ends > span.starts else day + DAY, span.ends)
            for later in sorted(other for other in overrides if other > day):
                if self.instant(later, time(0)) < end:
                    end = self.instant(later, time(0))
                    break
            if end > start:
                yield start, end

    def minutes_of(self, day: date) -> set[int]:
        return set().union(*(minutes(*span) for span in self.spans(day)))

    def grid(self, of_the_date: set[int]) -> set[int]:
        """Start times of one date; a new grid begins at each minute that follows one outside the spans."""
        found: set[int] = set()
        step = self.schedule.step // MINUTE
        for minute in sorted(of_the_date):
            if minute - 1 not in of_the_date:
                anchor = minute
            if (minute - anchor) % step == 0:
                found.add(minute)
        return found

    def openings(
        self, *, duration: timedelta, after: datetime, before: datetime, booked: Pairs, busy: Pairs, now: datetime
    ) -> list[datetime]:
        schedule, zone = self.schedule, self.zone
        first, last = after.astimezone(zone).date() - 2 * DAY, (before + duration).astimezone(zone).date() + DAY
        dates = [self.minutes_of(first + DAY * n) for n in range((last - first).days + 1)]
        free = set().union(*dates)
        candidates = set().union(*(self.grid(of_the_date) for of_the_date in dates))
        booked_on = [begun.astimezone(zone).date() for begun, _ in booked]

        def bookable(start: datetime) -> bool:
            end = start + duration
            local = start.astimezone(zone).date()
            same_day = sum(day == local for day in booked_on)
            same_week = sum(day.isocalendar()[:2] == local.isocalendar()[:2] for day in booked_on)
            return (
                free.issuperset(minutes(start, end))
                and not any(start < stop and begun < end for begun, stop in busy)
                and all(end + schedule.buffer <= begun or stop + schedule.buffer <= start for begun, stop in booked)
                and start >= now + schedule.notice
                and local <= now.astimezone(zone).date() + DAY * schedule.horizon_days
                and (schedule.daily_limit is None or same_day < schedule.daily_limit)
                and (schedule.weekly_limit is None or same_week < schedule.weekly_limit)
            )

        in_window = sorted(candidates.intersection(minutes(after, before)))
        return [start for start in (EPOCH + MINUTE * minute for minute in in_window) if bookable(start)]


# Zones, each with a date around which its clock changes.
PLACES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Pacific/Pago_Pago", date(2026, 3, 29)),
    ("Pacific/Auckland", date(2026, 4, 5)),
    ("Pacific/Auckland", date(2026, 9, 27)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Kathmandu", date(2026, 10, 25)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a date that was skipped
    ("Africa/Casablanca", date(2026, 2, 15)),  # goes back for Ramadan
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("America/Nuuk", date(2026, 3, 28)),  # the gap touches midnight
    ("America/Nuuk", date(2026, 10, 24)),  # midnight turns back to 23:00
    ("America/St_Johns", date(2010, 3, 14)),  # changed at 00:01
    ("America/St_Johns", date(2010, 11, 7)),  # falls back into the date before
]

quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
odd_times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
times = st.one_of(quarters, quarters, st.sampled_from([time(0), time(2), time(2, 30), time(23, 30)]), odd_times)


@st.composite
def intervals(draw: st.DrawFn, around: datetime, most: int) -> Pairs:
    pairs = []
    for _ in range(draw(st.integers(0, most))):
        start = around + MINUTE * draw(st.integers(-6 * 96, 6 * 96)) * draw(st.sampled_from([15, 15, 13]))
        pairs.append((start, start + MINUTE * draw(st.sampled_from([1, 15, 30, 45, 60, 90, 600, 1500]))))
    return pairs


@st.composite
def cases(draw: st.DrawFn) -> tuple[Schedule, dict]:
    name, around = draw(st.sampled_from(PLACES))
    zone = ZoneInfo(name)
    nearby = st.integers(-3, 3).map(lambda days: around + DAY * days)
    schedule = Schedule(
        zone=zone,
        weekly=tuple(
            draw(
                st.lists(st.builds(Hours, nearby.map(lambda day: day.weekday()), times, times), min_size=1, max_size=9)
            )
        ),
        overrides=draw(
            st.dictionaries(nearby, st.lists(st.builds(Span, times, times), max_size=3).map(tuple), max_size=3)
        ),
        step=MINUTE * draw(st.sampled_from([5, 15, 20, 30, 45, 60, 90, 7])),
        notice=MINUTE * draw(st.sampled_from([0, 0, 0, 60, 24 * 60, 47])),
        horizon_days=draw(st.sampled_from([60, 60, 60, 0, 1, 2, 3])),
        buffer=MINUTE * draw(st.sampled_from([0, 0, 5, 15, 60])),
        daily_limit=draw(st.sampled_from([None, None, None, 0, 1, 1, 2])),
        weekly_limit=draw(st.sampled_from([None, None, None, None, 1, 2, 3])),
    )
    middle = datetime.combine(around, time(12), tzinfo=UTC)
    after = middle + MINUTE * draw(st.integers(-3 * 96, 2 * 96)) * 15
    return schedule, {
        "duration": MINUTE * draw(st.sampled_from([15, 30, 30, 45, 60, 1, 90, 180, 1500])),
        "after": after,
        "before": after + MINUTE * draw(st.sampled_from([24 * 60, 48 * 60, 72 * 60, 6 * 60, 60, 1])),
        "booked": draw(intervals(middle, 3)),
        "busy": draw(intervals(middle, 3)),
        "now": after - MINUTE * draw(st.sampled_from([0, 0, 30, 24 * 60, 48 * 60, -60])),
    }


def agrees(case: tuple[Schedule, dict]) -> None:
    schedule, arguments = case
    listed = openings(schedule, **arguments)
    assert listed == Oracle(schedule).openings(**arguments)
    for start in listed[:2]:  # a listed start is accepted
        assert openings(schedule, **arguments | {"after": start, "before": start + MINUTE}) == [start]


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@given(cases())
@settings(unhurried, max_examples=int(os.environ.get("ORACLE_CASES", "100")))
def test_openings_agree_with_the_oracle(case: tuple[Schedule, dict]) -> None:
    agrees(case)


@pytest.mark.long
@given(cases())
@settings(unhurried, max_examples=50_000)
def test_openings_agree_with_the_oracle_for_long(case: tuple[Schedule, dict]) -> None:
    agrees(case)
