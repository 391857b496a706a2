"""A club of any size, for measuring: mentors, and years of bookings."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from demo.bulk import bookings, mentors
from mentors import directory_version

Progress = Callable[[int], object]


def fill(
    count: int,
    *,
    booked: int = 0,
    now: datetime,
    progress: Progress = lambda done: None,
    booking: Progress = lambda done: None,
) -> None:
    """Add listed mentors, and bookings of theirs, to a club that has the demo's. All or nothing.

    Args:
        count: how many mentors.
        booked: how many bookings, a tenth of them still to come; each fifth brings a new mentee.
        progress: is told after each round how many mentors there are so far.
        booking: the same for bookings.

    Raises:
        ValueError: there is nobody to copy, or there are too few mentors for so many bookings.
    """
    with transaction.atomic():
        ids = mentors.fill(count, now=now, progress=progress)
        if booked:
            bookings.fill(booked, mentors=ids, now=now, progress=booking)
        directory_version.bump()
