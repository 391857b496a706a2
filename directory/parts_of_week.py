"""Who is free on Tuesday evening, or by day at all: a week by the reader's clock, in three parts a day.

The index knows who can be booked in which quarter of an hour, UTC, of the next two weeks. Every zone of today is whole
quarters off UTC, so quarters make up the parts of anybody's week, also in Kathmandu and when clocks change.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

QUARTER = timedelta(minutes=15)
AHEAD = timedelta(days=14)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = {"morning": (6, 12), "afternoon": (12, 17), "evening": (17, 22)}  # from, until; nobody books at night
KEPT = 20_000  # quarters: two weeks in a dozen zones
BY_DAY = (7, 22)  # from, until; what is outside is called night, see `directory.weeks`
PARTS = tuple(f"{day}-{part}" for part in HOURS for day in DAYS)  # by part, as the page shows them in rows


def part_of(moment: datetime, zone: tzinfo) -> str:
    """The part of a reader's week in which a moment lies, such as "tue-evening"; "" at night."""
    local = moment.astimezone(zone)
    part = next((part for part, (first, end) in HOURS.items() if first <= local.hour < end), "")
    return f"{DAYS[local.weekday()]}-{part}" if part else ""


def quarter_from(moment: datetime) -> int:
    """The number since 1970 of the first quarter that begins at a moment or after it."""
    return -int(-moment.timestamp() // QUARTER.total_seconds())


@lru_cache(maxsize=KEPT)
def _by_clock(quarter: int, zone: tzinfo) -> tuple[str, bool]:
    """The part of a reader's week in which a quarter begins, and whether that is by day; converting it takes long."""
    start = datetime.fromtimestamp(quarter * QUARTER.total_seconds(), zone)
    return part_of(start, zone), BY_DAY[0] <= start.hour < BY_DAY[1]


def sets_by_part(quarters: Mapping[int, int], zone: tzinfo, *, now: datetime) -> dict[str, int]:
    """Who can be booked in each part of a reader's week; parts in which nobody can are left out.

    Args:
        quarters: a quarter since 1970 → the set of those who can be booked in it, as a bitmap.
    """
    found: dict[str, int] = defaultdict(int)
    first = quarter_from(now)
    for quarter, places in quarters.items():
        if quarter >= first and (part := _by_clock(quarter, zone)[0]):
            found[part] |= places
    return found


def sets_by_day(quarters: Mapping[int, int], zone: tzinfo, ends: Sequence[timedelta], *, now: datetime) -> list[int]:
    """Who can be booked by day, by the reader's clock, within each of some times from now.

    Args:
        quarters: as for `sets_by_part`.
        ends: of the times, ascending.

    Returns:
        A set for each end, without those of the ends before it.
    """
    found = [0] * len(ends)
    first, last = quarter_from(now), [quarter_from(now + end) for end in ends]
    for quarter, places in quarters.items():
        if quarter >= first and _by_clock(quarter, zone)[1] and (band := bisect_right(last, quarter)) < len(found):
            found[band] |= places
    before = 0
    for band, places in enumerate(found):
        found[band] = places & ~before
        before |= places
    return found
