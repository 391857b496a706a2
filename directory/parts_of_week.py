"""Who is free on Tuesday evening: a week by the reader's clock, in three parts a day.

The index knows who can be booked in which quarter of an hour, UTC, of the next two weeks. Every zone of today is whole
quarters off UTC, so quarters make up the parts of anybody's week, also in Kathmandu and when clocks change.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo

QUARTER = timedelta(minutes=15)
AHEAD = timedelta(days=14)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = {"morning": (6, 12), "afternoon": (12, 17), "evening": (17, 22)}  # from, until; nobody books at night
PARTS = tuple(f"{day}-{part}" for part in HOURS for day in DAYS)  # by part, as the page shows them in rows


def part_of(moment: datetime, zone: tzinfo) -> str:
    """The part of a reader's week in which a moment lies, such as "tue-evening"; "" at night."""
    local = moment.astimezone(zone)
    part = next((part for part, (first, end) in HOURS.items() if first <= local.hour < end), "")
    return f"{DAYS[local.weekday()]}-{part}" if part else ""


def quarter_from(moment: datetime) -> int:
    """The number since 1970 of the first quarter that begins at a moment or after it."""
    return -int(-moment.timestamp() // QUARTER.total_seconds())


def sets_by_part(quarters: Mapping[int, int], zone: tzinfo, *, now: datetime) -> dict[str, int]:
    """Who can be booked in each part of a reader's week; parts in which nobody can are left out.

    Args:
        quarters: a quarter since 1970 → the set of those who can be booked in it, as a bitmap.
    """
    found: dict[str, int] = defaultdict(int)
    first = quarter_from(now)
    for quarter, places in quarters.items():
        start = datetime.fromtimestamp(quarter * QUARTER.total_seconds(), UTC)
        if quarter >= first and (part := part_of(start, zone)):
            found[part] |= places
    return found
