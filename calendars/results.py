"""What reading an outside calendar comes to. No Django here: the child process that reads files loads this too."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Period = tuple[datetime, datetime]
Problem = Literal[
    "address", "name", "unreachable", "slow", "certificate", "refused", "gone", "overloaded", "strange", "redirects",
    "large", "web_page", "no_calendar", "many", "hard", "consent", "lost",
]  # fmt: skip


class Unreadable(Exception):
    """An outside calendar could not be read. It names no address, so it can be written down.

    Attributes:
        problem: what went wrong; `models.CalendarProblem` says it in plain words.
        wait: how long the other side asks to be left alone.
    """

    def __init__(self, problem: Problem, *, wait: timedelta | None = None) -> None:
        super().__init__(problem)
        self.problem: Problem = problem
        self.wait = wait


@dataclass(frozen=True, slots=True)
class ParsedCalendar:
    """What stands in a calendar.

    Attributes:
        busy: when its owner is busy, aware, in whole minutes; events at the same time count once.
        unclear: entries that are broken in a date, a rule or a zone, so that something may be missing.
        name: what the calendar calls itself, or "".
    """

    busy: frozenset[Period]
    unclear: int = 0
    name: str = ""
