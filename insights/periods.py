"""Weeks, and blocks of four: the only pieces that time is ever cut into here, so that no two overlap in part."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

EPOCH = date(2001, 1, 1)  # a Monday, from which blocks are counted
WEEK = timedelta(days=7)
IN_A_BLOCK = 4  # weeks
IN_A_YEAR = 13  # blocks


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def last_over(*, now: datetime) -> date:
    """The Monday of the last week that is over, by UTC.

    Args:
        now: aware, in UTC.
    """
    return monday(now.date()) - WEEK


def _number(start: date) -> int:
    return (start - EPOCH).days // WEEK.days


@dataclass(frozen=True, slots=True)
class Period:
    """Whole weeks, one after the other.

    Attributes:
        first: the Monday of the first week.
        last: the Monday of the last week.
        span: how many weeks a point of a picture stands for: 1, or `IN_A_BLOCK`.
    """

    first: date
    last: date
    span: int = 1

    @property
    def end(self) -> date:
        """Its last day, a Sunday."""
        return self.last + WEEK - timedelta(days=1)

    def points(self) -> Iterator[date]:
        """The Mondays on which its weeks begin; or its blocks, those alone that are whole."""
        number = -(-_number(self.first) // self.span) * self.span
        while number + self.span - 1 <= _number(self.last):
            yield EPOCH + number * WEEK
            number += self.span
