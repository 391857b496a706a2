"""What bookings provides to the apps below it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.hooks import ToDo, blocked, closed, code_asked, waits
from accounts.models import Block, User
from bookings.context import holder_of
from bookings.free_time import refresh_later
from bookings.models import Booking, SessionType
from bookings.openings import openings_for, rules_of
from bookings.presenters.to_do import to_do
from bookings.services import closing, holds, meetings, parting
from bookings.services.clashes import tell_of_clashes
from bookings.services.status import list_when_ready
from calendars.hooks import Bookable, bookable, busy_times_changed
from conversations.hooks import Subject, subject
from core.dates import formatted
from mentors.hooks import profile_saved, searched
from mentors.models import Mentor

__all__ = ["meetings"]  # registers itself as the source of rooms for bookings

PAST_THE_HORIZON = timedelta(days=2)


@busy_times_changed
def follow_busy_times(mentor: Mentor, now: datetime) -> None:
    """Queue a rebuild of the mentor's free time, and tell them about appointments that clash with bookings."""
    refresh_later(mentor, now=now)
    tell_of_clashes(mentor, now=now)


@bookable
def shortest_openings(mentor: Mentor, now: datetime) -> Bookable:
    """The openings of the mentor's shortest session type, without regard to their outside calendars."""
    until = now + timedelta(days=rules_of(mentor).horizon_days)
    shortest = mentor.session_types.offered().order_by("minutes").first()
    if shortest is None:
        return Bookable(until, [], timedelta(0))
    last = until + PAST_THE_HORIZON
    starts = openings_for(mentor, shortest, after=now, before=last, viewer=None, now=now, outside=False)
    return Bookable(until, starts, timedelta(minutes=shortest.minutes))


@searched
def titles(mentors: Sequence[Mentor]) -> Iterable[tuple[int, str]]:
    """The names of the session types that mentors offer."""
    return SessionType.objects.offered().filter(mentor__in=mentors).values_list("mentor", "name")


@profile_saved
def list_when_headline_set(mentor: Mentor, now: datetime) -> None:
    """List a mentor whose new headline was the last step."""
    list_when_ready(mentor, now=now)


@closed
def call_off_bookings(user: User, now: datetime) -> None:
    """Cancel the bookings of a closed account, and tell the other people."""
    closing.end_all(member=user, now=now)


@blocked
def give_up_places(block: Block, now: datetime) -> None:
    """Take whoever blocks off the other one's waiting list."""
    parting.give_up_places(block)


@waits
def what_waits(member: User, now: datetime, most: int) -> Iterable[ToDo]:
    """Requests to answer, questions about bookings, and the member's own requests."""
    return to_do(member, most=most, now=now)


@code_asked
def note_address(request: HttpRequest, address: str, now: datetime) -> None:
    """Record the email address for which a visitor's time is held."""
    if holder := holder_of(request):
        holds.note_address(holder=holder, address=address, now=now)


@subject
def sessions_of_two(reader: User, other: User, now: datetime) -> Subject | None:
    """The next session of two members, or else the last one, as long as it lets them write to each other."""
    rows = list(Booking.objects.connecting(reader, other, at=now).order_by("starts_at"))
    if not rows:
        return None
    row = next((each for each in rows if each.ends_at > now), rows[-1])
    day = formatted(timezone.localtime(row.starts_at), "DATE_FORMAT")
    return Subject(
        title=_("Your session on %(day)s") % {"day": day},
        page=row.get_absolute_url(),
        open_until=max(each.writable_until for each in rows),
    )
