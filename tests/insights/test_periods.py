from datetime import UTC, date, datetime, timedelta

from insights.periods import EPOCH, WEEK, Period, last_over, monday

MONDAY = date(2026, 11, 16)


def test_blocks_are_counted_from_a_monday() -> None:
    assert EPOCH.weekday() == 0
    assert {monday(MONDAY + timedelta(days=day)) for day in range(7)} == {MONDAY}


def test_week_is_over_on_the_next_monday() -> None:
    sunday = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
    assert last_over(now=sunday) == MONDAY - WEEK
    assert last_over(now=sunday + timedelta(minutes=1)) == MONDAY


def test_points_are_weeks_or_the_whole_blocks_among_them() -> None:
    first = EPOCH + 100 * WEEK
    assert list(Period(first, first + 3 * WEEK).points()) == [first + number * WEEK for number in range(4)]
    assert list(Period(first, first + 7 * WEEK, 4).points()) == [first, first + 4 * WEEK]
    assert list(Period(first + WEEK, first + 8 * WEEK, 4).points()) == [first + 4 * WEEK]
    assert list(Period(first + WEEK, first + 6 * WEEK, 4).points()) == []
