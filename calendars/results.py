"""Results of reading an outside calendar. Without Django, because the sandboxed child process imports this too."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Period = tuple[datetime, datetime]
Problem = Literal[
    "address", "name", "unreachable", "slow", "certificate", "refused", "gone", "overloaded", "strange", "redirects",
    "large", "web_page", "no_calendar", "partial", "calscale", "many", "endless", "hard", "fault", "consent", "lost",
]  # fmt: skip

# Raised by broken entries. Not MemoryError and RecursionError, which concern the whole file.
BROKEN = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, AssertionError)


class Unreadable(Exception):
    """An outside calendar could not be read. Contains no address, so it can be logged.

    Attributes:
        problem: what went wrong; a code of `models.CalendarProblem`.
        wait: how long the server asks us to wait.
    """

    def __init__(self, problem: Problem, *, wait: timedelta | None = None) -> None:
        super().__init__(problem)
        self.problem: Problem = problem
        self.wait = wait


class OutOfTime(BaseException):
    """The time allowed for reading a file is used up. No `except Exception` in a library may swallow it."""


@dataclass(frozen=True, slots=True)
class ParsedCalendar:
    """The content of a calendar.

    Attributes:
        busy: when its owner is busy; aware, in whole minutes, without duplicates.
        unclear: number of entries with an invalid date, rule or zone; busy times may be missing.
        name: the calendar's own name, or "".
    """

    busy: frozenset[Period]
    unclear: int = 0
    name: str = ""
