"""A mentor's exceptions as the desk lists them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bookings.models import DateOverride, OverrideSpan

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Dates in a row that were set together, and their hours; none mean that the mentor is not available."""

    first: date
    last: date
    spans: list[OverrideSpan]

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


def in_ranges(overrides: Iterable[DateOverride]) -> list[DateRange]:
    """Group exceptions (ascending, with their spans) into ranges. A date that was set separately splits a range."""
    ranges: list[DateRange] = []
    entry = None
    for row in overrides:
        if ranges and row.entry == entry and row.date == ranges[-1].last + A_DAY:
            ranges[-1] = replace(ranges[-1], last=row.date)
        else:
            ranges.append(DateRange(row.date, row.date, list(row.spans.all())))
        entry = row.entry
    return ranges
