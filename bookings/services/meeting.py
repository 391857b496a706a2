"""What the two say about their meeting: another link, and that they are late."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.meetings.interface import Room
from bookings.meetings.planning import replace
from bookings.models import Booking, Meeting, MeetingPlace, MeetingState
from bookings.services.answering import locked
from bookings.services.refusal import BookingRefused
from core.db import retry_lost_races
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_LINK = 500  # characters
LATE_FROM = timedelta(hours=1)  # before the start


@retry_lost_races()
def give_link(*, booking: Booking, by: "User", url: str, now: datetime) -> Booking:
    """Meet at this link instead; the mentee is told, and what the club had made is taken away.

    Args:
        by: the mentor's member.
        url: an https address.

    Raises:
        BookingRefused: it is not the mentor, no such address, or the booking stands no more. Safe to show.
    """
    if not url.startswith("https://") or len(url) > LONGEST_LINK:
        raise BookingRefused(_("A link that begins with https://, please."))
    with transaction.atomic():
        row = locked(booking)
        if reason := refusal_to_give_link(row, by=by, now=now):
            raise BookingRefused(reason)
        if row.meeting_url == url:
            return row
        meeting = _meeting(row, now=now)
        replace(row, meeting, MeetingPlace.OWN, Room("", url), now=now)
        notify(row.mentee, "meeting_changed", about=row, now=now)
    return row


def refusal_to_give_link(booking: Booking, *, by: "User", now: datetime) -> str:
    """Why `by` cannot give another link at `now`; "" when they can. Safe to show."""
    if by.pk != booking.mentor.user_id:
        return _("Only the mentor can change the link.")
    if not booking.is_confirmed or booking.ends_at <= now:
        return _("This booking does not stand any more.")
    return ""


@retry_lost_races()
def say_late(*, booking: Booking, by: "User", now: datetime) -> None:
    """Tell the other that one is running late. Once: saying it again changes nothing.

    Raises:
        BookingRefused: it is too early or too late for that. Safe to show.
    """
    with transaction.atomic():
        row = locked(booking)
        if reason := refusal_to_say_late(row, by=by, now=now):
            raise BookingRefused(reason)
        meeting = _meeting(row, now=now)
        field = "mentor_late_at" if by.pk == row.mentor.user_id else "mentee_late_at"
        if getattr(meeting, field) is None:
            setattr(meeting, field, now)
            meeting.save(update_fields=[field])
            notify(row.other_than(by), "booking_late", about=row, now=now)


def refusal_to_say_late(booking: Booking, *, by: "User", now: datetime) -> str:
    """Why `by` cannot say at `now` that they are late; "" when they can. Safe to show."""
    if by.pk not in (booking.mentee_id, booking.mentor.user_id):
        return _("This booking is not yours.")
    if not booking.is_confirmed:
        return _("This booking does not stand any more.")
    if now < booking.starts_at - LATE_FROM:
        return _("There is still time. You can say so in the hour before the start.")
    if now >= booking.ends_at:
        return _("This conversation is over.")
    return ""


def _meeting(booking: Booking, *, now: datetime) -> Meeting:
    """The booking's row, locked. Bookings that were made before there were rows get one with the link they have."""
    given = {
        "provider": MeetingPlace.OWN,
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
        "state": MeetingState.READY,
        "changed_at": now,
    }
    row, _made = Meeting.objects.select_for_update().get_or_create(booking=booking, defaults=given)
    row.booking = booking
    return row
