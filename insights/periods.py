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

    def group(self, start: date) -> int:
        """Which points hide each other: a week those of its block, a block those of its year."""
        return _number(start) // (IN_A_BLOCK if self.span == 1 else IN_A_BLOCK * IN_A_YEAR)

    def around(self) -> tuple[date, date]:
        """The Mondays of the first and of the last week of all groups that it has a part of."""
        size = IN_A_BLOCK if self.span == 1 else IN_A_BLOCK * IN_A_YEAR
        first, last = self.group(self.first), self.group(self.last)
        return EPOCH + first * size * WEEK, EPOCH + ((last + 1) * size - 1) * WEEK

    def point_of(self, week: date) -> date:
        """The point that a week belongs to."""
        return EPOCH + _number(week) // self.span * self.span * WEEK
