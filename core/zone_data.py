"""The tz database: which copy is used, and how two versions differ.

Every process uses the locked package `tzdata`. Python would prefer the system's own copy, which can be years older: in
2026 that put Vancouver's winter an hour off.
"""

import os
import zoneinfo
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]

Offsets = list[tuple[int, int]]  # from when (seconds since 1970) a zone is how many seconds ahead of UTC; ascending

STEP = timedelta(days=7)
MINUTE = timedelta(minutes=1)


def use_locked() -> None:
    """Read zones only from the package, in this process and its children."""
    os.environ["PYTHONTZPATH"] = ""
    zoneinfo.reset_tzpath(to=())
    ZoneInfo.clear_cache()


def version() -> str:
    """The version of the database, such as 2026f; later ones sort after earlier ones."""
    return str(tzdata.IANA_VERSION)


def offsets(zone: ZoneInfo, *, first: datetime, last: datetime) -> Offsets:
    """The zone's offset at `first`, and each change until `last`, to the minute. Two within a week may be missed."""
    found = [(int(first.timestamp()), _offset(zone, first))]
    at = first
    while at < last:
        before, at = at, min(at + STEP, last)
        if _offset(zone, at) == found[-1][1]:
            continue
        low, high = before, at
        while high - low > MINUTE:
            middle = low + (high - low) / 2
            low, high = (middle, high) if _offset(zone, middle) == found[-1][1] else (low, middle)
        found.append((int(high.replace(second=0, microsecond=0).timestamp()), _offset(zone, high)))
    return found


def offset_at(recorded: Offsets, at: datetime) -> timedelta:
    """The recorded offset at an instant; before the first and after the last record, the nearest."""
    place = bisect_right(recorded, at.timestamp(), key=lambda row: row[0])
    return timedelta(seconds=recorded[max(place - 1, 0)][1])


def _offset(zone: ZoneInfo, at: datetime) -> int:
    return int((at.astimezone(UTC).astimezone(zone).utcoffset() or timedelta()).total_seconds())
