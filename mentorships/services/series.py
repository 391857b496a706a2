"""Booking several meetings of a mentorship at once: each becomes a booking of its own."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.errors import BookingRefused
from bookings.fairness import limits_of
from bookings.models import Booking, SessionType
from bookings.openings import hours_alone, last_day, openings_for
from bookings.services import booking
from core.dates import formatted
from core.db import advisory_lock, retry_lost_races
from mentorships.errors import MentorshipRefused
from mentorships.models import Mentorship, MentorshipState
from mentorships.policy import MOST_IN_SERIES
from mentorships.rhythm import in_rhythm
from mentorships.services.states import locked
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Date:
    """A date of a series: when it starts, and why it can't be booked; "" if it can."""

    starts_at: datetime
    reason: str = ""


@dataclass(slots=True)
class Booked:
    """What became of a series: the bookings, and the dates that couldn't be booked, with reasons."""

    bookings: list[Booking] = field(default_factory=list)
    refused: list[Date] = field(default_factory=list)


def refusal_to_book(row: Mentorship, by: "User") -> str:
    """Why `by` can't book several meetings at once; "" if they can. Safe to show."""
    if by.pk != row.mentee_id:
        return _("It’s the mentee who books.")
    if not row.is_live:
        return _("This mentorship has ended.")
    if row.state == MentorshipState.PAUSED:
        return _("This mentorship is paused. Carry on first, then book.")
    return ""


def last_moment(row: Mentorship, *, now: datetime) -> datetime:
    """Until when dates of a series are suggested: the planned end, as far as there is one."""
    return row.ends_at or now + timedelta(weeks=row.weeks)


def dates(row: Mentorship, session_type: SessionType, first: datetime, *, number: int, now: datetime) -> list[Date]:
    """The dates of a series in the rhythm of the two, each free or with the reason why not: at most five queries.

    Whether a date is free is what the mentor's page would say, too.
    """
    mentor = row.mentor
    zone = ZoneInfo(mentor.user.time_zone)
    starts = in_rhythm(
        first, zone=zone, weeks=row.rhythm, until=last_moment(row, now=now), most=min(number, MOST_IN_SERIES)
    )
    after, before = starts[0], starts[-1] + timedelta(minutes=1)
    free = set(openings_for(mentor, session_type, after=after, before=before, viewer=row.mentee, now=now))
    limits = limits_of(row.mentee, mentor, first=after, last=before, in_series=True, now=now)
    open_hours = hours_alone(mentor, session_type, after=after, before=before, now=now)
    length = timedelta(minutes=session_type.minutes)
    own = [(each.starts_at, each.ends_at) for each in _own(row.mentee, after, before + length)]
    found = []
    for at in starts:
        reason = limits.refusal(at)
        if not reason and at not in free:
            is_busy = any(begin < at + length and end > at for begin, end in own)
            reason = _("You have another booking then.") if is_busy else _why_not(row, at, at in open_hours, now)
        found.append(Date(at, reason))
    return found


def _own(member: "User", after: datetime, before: datetime) -> Collection[Booking]:
    held = Booking.objects.holding_time().filter(starts_at__lt=before).ending_after(after)
    return list(held.filter(mentee=member).only("starts_at", "ends_at"))


def _why_not(row: Mentorship, at: datetime, is_in_hours: bool, now: datetime) -> str:
    name = row.mentor.user.get_short_name()
    until = last_day(row.mentor, now=now)
    if at.astimezone(ZoneInfo(row.mentor.user.time_zone)).date() > until:
        return _("%(name)s can be booked until %(day)s so far.") % {
            "name": name,
            "day": formatted(until, "DATE_FORMAT"),
        }
    if is_in_hours:
        return _("%(name)s is already booked or busy then.") % {"name": name}
    return _("%(name)s has no hours then.") % {"name": name}


def _sent_before(by: "User", keys: Collection[uuid.UUID]) -> bool:
    return Booking.objects.filter(mentee=by, form_key__in=keys).exists()


@retry_lost_races()
def book(
    *,
    mentorship: Mentorship,
    by: "User",
    session_type: SessionType,
    starts: Collection[datetime],
    topic: str,
    form_key: uuid.UUID,
    now: datetime,
) -> Booked:
    """Book each of some times that is still free, and tell the two of all in one email each.

    Limits for single bookings don't hold, those of the mentor do. Sending the form again books nothing twice.

    Args:
        starts: aware, as `dates` lists them.
        topic: what all of them are about, 20 to 1,000 characters.

    Raises:
        MentorshipRefused: none of them can be booked, or the mentorship isn't under way. Safe to show.
    """
    if not 0 < len(starts) <= MOST_IN_SERIES:
        raise MentorshipRefused(_("Please choose one to %(most)d dates.") % {"most": MOST_IN_SERIES})
    keys = {at: uuid.uuid5(form_key, at.isoformat()) for at in sorted(starts)}
    done = Booked()
    with transaction.atomic():
        # As each booking does; a block or a closed account waits here, too.
        advisory_lock(mentorship.mentor, mentorship.mentor.user, by)
        row = locked(mentorship, by)
        if reason := refusal_to_book(row, by):
            raise MentorshipRefused(reason)
        sent_before = _sent_before(by, keys.values())
        for at, key in keys.items():
            try:
                made = booking.book(
                    mentor=row.mentor,
                    by=by,
                    session_type=session_type,
                    starts_at=at,
                    topic=topic,
                    form_key=key,
                    in_series=True,
                    now=now,
                )
            except BookingRefused as refused:
                done.refused.append(Date(at, refused.message))
            else:
                done.bookings.append(made)
        if not done.bookings:
            raise MentorshipRefused(done.refused[0].reason)
        if not sent_before:
            data = {"bookings": [str(each.uuid) for each in done.bookings]}
            for member in (row.mentee, row.mentor.user):
                notify(
                    member,
                    "mentorship_series",
                    about=row,
                    data=data,
                    in_time_for=done.bookings[0].starts_at,
                    now=now,
                    by=by,
                )
    return done
