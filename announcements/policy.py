"""The rules of announcements: how often, when, how fast, and for how long."""

from datetime import datetime, timedelta

from core import zones

KIND = "announcement"
WEEK = timedelta(days=7)  # a member gets one announcement in any seven days
DAYTIME = range(9, 18)  # the hours in which they are sent, on the reader's clock
WINDOW = timedelta(days=2)  # whoever can't get it within this time doesn't
A_MINUTE = 180  # three a second keep no mail server busy, and 10,000 people are reached within an hour
MINUTE = timedelta(minutes=1)
KEPT_DAYS = 30  # how long it's kept who was sent an announcement
LONGEST_SUBJECT, LONGEST_BODY = 150, 10_000


def zones_by_day(at: datetime) -> list[str]:
    """The names of the time zones in which it is a time of day for announcements."""
    return [name for name, local in zones.local_times(at).items() if local.hour in DAYTIME]


def until_daytime(at: datetime) -> timedelta:
    """How long it takes until it's daytime on the clock of `at`, which is aware; nothing if it is."""
    if at.hour in DAYTIME:
        return timedelta(0)
    day = at.date() if at.hour < DAYTIME.start else at.date() + timedelta(days=1)
    starts = datetime(day.year, day.month, day.day, DAYTIME.start, tzinfo=at.tzinfo)
    return timedelta(seconds=starts.timestamp() - at.timestamp())
