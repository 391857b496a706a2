"""Which bookings a change affects, compared with the engine's minute-by-minute oracle."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.affected import BookedTime, affected
from bookings.availability import Hours, Schedule
from tests.bookings.test_availability_oracle import Oracle

MONDAY = datetime(2026, 10, 19, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ALL_DAY = tuple(Hours(day, time(0), time(0)) for day in range(7))
OPEN = Schedule(ZoneInfo("Europe/Berlin"), ALL_DAY, {}, 30 * MINUTE, timedelta(0), 60, timedelta(0), None, None)


def held(key: int, at: datetime, *, made: int) -> BookedTime:
    return BookedTime(key, at, at + HOUR, MONDAY - timedelta(days=9) + made * MINUTE)


def keys(found: list[BookedTime]) -> list[object]:
    return [one.key for one in found]


def test_affected_lists_bookings_outside_the_new_hours() -> None:
    bookings = [held(1, MONDAY + 8 * HOUR, made=1), held(2, MONDAY + 15 * HOUR, made=2)]
    mornings = replace(OPEN, weekly=(Hours(0, time(9), time(12)),))
    assert keys(affected(OPEN, mornings, held=bookings, now=MONDAY)) == [2]


def test_affected_lists_the_booking_made_last_over_a_new_limit() -> None:
    bookings = [held(1, MONDAY + 8 * HOUR, made=2), held(2, MONDAY + 15 * HOUR, made=1)]
    assert keys(affected(OPEN, replace(OPEN, daily_limit=1), held=bookings, now=MONDAY)) == [1]


def test_affected_skips_bookings_that_have_begun_or_did_not_fit_before() -> None:
    closed = replace(OPEN, weekly=())
    booking = [held(1, MONDAY + 8 * HOUR, made=1)]
    assert affected(OPEN, closed, held=booking, now=MONDAY + 8 * HOUR) == []
    assert affected(closed, closed, held=booking, now=MONDAY) == []


def test_affected_ignores_grid_notice_and_horizon() -> None:
    booking = [held(1, MONDAY + 8 * HOUR + 10 * MINUTE, made=1)]
    tight = replace(OPEN, step=60 * MINUTE, notice=timedelta(days=9), horizon_days=0)
    assert affected(OPEN, tight, held=booking, now=MONDAY) == []


hours = st.builds(Hours, st.integers(0, 6), st.builds(time, st.integers(0, 23)), st.builds(time, st.integers(0, 23)))
limits = st.one_of(st.none(), st.integers(1, 3))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    weekly = draw(st.one_of(st.just(ALL_DAY), st.lists(hours, max_size=6).map(tuple)))
    buffer = draw(st.sampled_from([0, 15, 60])) * MINUTE
    return replace(OPEN, weekly=weekly, buffer=buffer, daily_limit=draw(limits), weekly_limit=draw(limits))


def offers(schedule: Schedule, booking: BookedTime, earlier: list[BookedTime]) -> bool:
    at_any_minute = replace(schedule, step=MINUTE, notice=timedelta(0), horizon_days=60)
    pairs = [(one.starts_at, one.ends_at) for one in earlier]
    at = booking.starts_at
    return Oracle(at_any_minute).openings(
        duration=HOUR, after=at, before=at + MINUTE, booked=pairs, busy=[], now=MONDAY
    ) == [at]


@settings(max_examples=100, deadline=None)
@given(schedules(), schedules(), st.lists(st.integers(1, 8 * 24), max_size=6, unique=True))
def test_affected_agrees_with_the_engine(old: Schedule, new: Schedule, starts: list[int]) -> None:
    bookings = [held(n, MONDAY + at * HOUR, made=n) for n, at in enumerate(starts)]
    expected = {
        one.key
        for n, one in enumerate(bookings)
        if offers(old, one, bookings[:n]) and not offers(new, one, bookings[:n])
    }
    assert set(keys(affected(old, new, held=bookings, now=MONDAY))) == expected
