"""Schedules for tests of openings, and short ways to write and read their times."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bookings.availability import Hours, Schedule, Span, openings

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
MONDAY = date(2026, 6, 1)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def clock(text: str) -> time:
    return time.fromisoformat(text)


def weekly(weekday: int, *spans: str) -> tuple[Hours, ...]:
    return tuple(Hours(weekday, *map(clock, span.split("-"))) for span in spans)


def spans(*texts: str) -> tuple[Span, ...]:
    return tuple(Span(*map(clock, text.split("-"))) for text in texts)


def make_schedule(zone: str = "UTC", **changes: object) -> Schedule:
    plain: dict = {
        "zone": ZoneInfo(zone),
        "weekly": (),
        "overrides": {},
        "step": HOUR,
        "notice": timedelta(0),
        "horizon_days": 3000,
        "buffer": timedelta(0),
        "daily_limit": None,
        "weekly_limit": None,
    }
    return Schedule(**plain | changes)


def listed(schedule: Schedule, day: date = MONDAY, *, days: int = 1, **changes: object) -> list[datetime]:
    """Openings from the local midnight of a date, one hour long and for one day unless told otherwise."""
    midnight = datetime.combine(day, time(0), tzinfo=schedule.zone).astimezone(UTC)
    until = datetime.combine(day + DAY * days, time(0), tzinfo=schedule.zone).astimezone(UTC)
    plain: dict = {"duration": HOUR, "after": midnight, "before": until, "booked": [], "busy": [], "now": midnight}
    return openings(schedule, **plain | changes)


def utc(starts: list[datetime]) -> list[str]:
    return [f"{start:%d %H:%M}" for start in starts]


def local(schedule: Schedule, starts: list[datetime]) -> list[str]:
    return [f"{start.astimezone(schedule.zone):%d %H:%M}" for start in starts]


def one(text: str) -> dict:
    """The window of a single start time."""
    return {"after": at(text), "before": at(text) + MINUTE}
