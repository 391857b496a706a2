"""A hook for the apps above: what connects two members, so that they can write to each other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Subject:
    """What connects two members, as one of them reads it.

    Attributes:
        title: what they speak about, such as “your session on 3 May”.
        page: its address for the reader.
        open_until: until when it lets them write, aware.
        is_open_ended: whether it has no end yet, so that `open_until` moves along.
    """

    title: str
    page: str
    open_until: datetime
    is_open_ended: bool = False


Subjects = Callable[[User, User, datetime], Subject | None]

_subjects: list[Subjects] = []


def subject(function: Subjects) -> Subjects:
    """Register a function that knows what connects a reader and another member at a time, in one query.

    It returns None if nothing does. What it returns is open: `open_until` is later than the time it is asked for.
    """
    _subjects.append(function)
    return function


def connection(reader: User, other: User, *, now: datetime) -> Subject | None:
    """What connects two members now: of several, the one that lets them write longest. None if nothing does."""
    found = [each for function in _subjects if (each := function(reader, other, now))]
    return max(found, key=lambda each: (each.is_open_ended, each.open_until), default=None)
