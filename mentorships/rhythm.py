"""Dates in the rhythm of a mentorship. Pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def in_rhythm(first: datetime, *, zone: ZoneInfo, weeks: int, until: datetime, most: int) -> list[datetime]:
    """The same weekday and wall-clock time every few weeks, also when the clocks change; aware UTC, ascending.

    A wall time that the clocks skip on one of the days is as much later as they skip.

    Args:
        first: aware; it's always among them.
        zone: by whose clock the time stays the same.
        weeks: from one to the next, at least 1.
        until: the last moment for any other.
        most: how many at most, at least 1.
    """
    wall = first.astimezone(zone).replace(tzinfo=None)
    later = ((wall + timedelta(weeks=weeks * number)).replace(tzinfo=zone) for number in range(1, most))
    return [first.astimezone(UTC), *(at for at in (each.astimezone(UTC) for each in later) if at <= until)]
