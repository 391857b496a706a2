"""Errors that the services of bookings raise when a rule forbids something."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.translation import gettext as _

from core.db import violates
from core.errors import Refused


class BookingRefused(Refused):
    """The time is not an opening, someone was faster, or the booking can no longer be changed. Safe to show."""


class TimeTaken(BookingRefused):
    """Someone else has taken this time with the mentor."""


class EditConflict(BookingRefused):
    """The text has been changed since the form was opened. Safe to show."""


class NotHeld(Refused):
    """A free time that can't be held for a visitor. Safe to show."""


@contextmanager
def overlaps_refused() -> Iterator[None]:
    """Raise `BookingRefused` for a violated exclusion constraint, which catches overlaps even without the lock."""
    try:
        yield
    except IntegrityError as error:
        if violates(error, "booking_mentor_no_overlap"):
            raise BookingRefused(_("Someone has just taken this time. Please pick another.")) from error
        if violates(error, "booking_mentee_no_overlap"):
            raise BookingRefused(_("You already have a booking at that time. Please pick another.")) from error
        raise
