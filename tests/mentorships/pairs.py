"""What the tests of mentorships share: helpers that act for the two."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from mentorships.models import Agreement, Mentorship
from mentorships.services import agreeing, changing
from tests.factories import BookingFactory
from tests.factories.mentorships import BEGUN

DAY = timedelta(days=1)


def fresh(row: Mentorship) -> Mentorship:
    return Mentorship.objects.with_people().get(pk=row.pk)


def sign(row: Mentorship, by: User, *, version: int = 1, now: datetime = BEGUN + DAY) -> Agreement:
    return agreeing.sign(mentorship=row, by=by, version=version, now=now)


def both_sign(row: Mentorship, *, now: datetime = BEGUN + DAY) -> None:
    for member in (row.mentee, row.mentor.user):
        sign(row, member, now=now)


def meet(row: Mentorship, *, on: datetime, minutes: int = 60, by: User | None = None) -> None:
    """The two note a meeting of that day, at its end."""
    changing.log_meeting(mentorship=row, by=by or row.mentee, day=on.date(), minutes=minutes, now=on)


def booked(row: Mentorship, *, at: datetime, **changes: Any) -> None:
    BookingFactory(mentor=row.mentor, mentee=row.mentee, starts_at=at, ends_at=at + timedelta(hours=1), **changes)


def under_way(row: Mentorship) -> Mentorship:
    """Signed, and met on the second day: it is under way from then on."""
    both_sign(row)
    meet(row, on=BEGUN + 2 * DAY)
    return fresh(row)
