"""Measure the availability engine: `python -m bench.engine` prints a line of JSON for each.

Times are in milliseconds per call of `openings`. The mentor is free on weekdays, morning and afternoon, with a
half-hour grid, a buffer and both limits. The last lines check one start time, as a booking does.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bench.measuring import measure, say
from bookings.availability import Hours, Schedule, Span, openings

NOW = datetime(2026, 2, 16, 7, tzinfo=UTC)  # the clocks change in Europe and America within the first 60 days
DURATION = timedelta(minutes=45)
SCHEDULE = Schedule(
    zone=ZoneInfo("Europe/Berlin"),
    weekly=tuple(
        Hours(weekday, starts, ends)
        for weekday in range(5)
        for starts, ends in ((time(9), time(12)), (time(14), time(18)))
    ),
    overrides={date(2026, 2, 20): (), date(2026, 3, 28): (Span(time(22), time(4)),)},
    step=timedelta(minutes=30),
    notice=timedelta(hours=12),
    horizon_days=400,
    buffer=timedelta(minutes=15),
    daily_limit=50,
    weekly_limit=200,
)


def bookings_over(days: int, count: int) -> list[tuple[datetime, datetime]]:
    """Spread `count` bookings evenly over the period."""
    gap = timedelta(minutes=days * 24 * 60 // max(count, 1))
    starts = [NOW + gap * number for number in range(count)]
    return [(start, start + DURATION) for start in starts]


def main(runs: int = 200) -> None:
    """Print the measurements."""
    for days in (30, 60, 180):
        for count in (0, 40, 400):
            booked = bookings_over(days, count)

            def listing(days: int = days, booked: list[tuple[datetime, datetime]] = booked) -> list[datetime]:
                before = NOW + timedelta(days=days)
                return openings(SCHEDULE, duration=DURATION, after=NOW, before=before, booked=booked, busy=[], now=NOW)

            line = {"bench": "engine.list", "days": days, "bookings": count, "openings": len(listing())}
            say(line | measure(listing, runs))

    at = datetime(2026, 3, 4, 9, tzinfo=UTC)
    for count in (0, 40, 400):
        booked = bookings_over(7, count)

        def check(booked: list[tuple[datetime, datetime]] = booked) -> list[datetime]:
            before = at + timedelta(minutes=1)
            return openings(SCHEDULE, duration=DURATION, after=at, before=before, booked=booked, busy=[], now=NOW)

        line = {"bench": "engine.check", "minutes": 1, "bookings": count, "openings": len(check())}
        say(line | measure(check, runs))


if __name__ == "__main__":
    main()
