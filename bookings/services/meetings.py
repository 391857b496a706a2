"""A booking's meeting: planning its room, replacing the link, and running late."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.errors import BookingRefused
from bookings.models import Booking
from core.db import retry_lost_races
from core.http import absolute
from meetings import services as rooms
from meetings.hooks import MeetingHooks, register
from meetings.models import Meeting
from meetings.providers.base import RoomOwner, RoomSpec
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

KIND = "booking"
LONGEST_LINK = 500  # characters
LATE_FROM = timedelta(hours=1)  # before the start


@retry_lost_races()
def give_link(*, booking: Booking, by: "User", url: str, now: datetime) -> Booking:
    """Use this link instead, tell the mentee, and remove the room that the club made.

    Args:
        by: the mentor's user.
        url: an https address.

    Raises:
        BookingRefused: `by` is not the mentor, the address is invalid, or the booking is not active. Safe to show.
    """
    if not url.startswith("https://") or len(url) > LONGEST_LINK:
        raise BookingRefused(_("Please enter a link that begins with https://."))
    with transaction.atomic():
        row = Booking.objects.for_update().get(pk=booking.pk)
        if reason := refusal_to_give_link(row, by=by, now=now):
            raise BookingRefused(reason)
        if row.meeting_id is None:
            plan_room(row, now=now)
            row.save(update_fields=["meeting"])
        meeting = Meeting.objects.select_for_update(of=("self",)).with_mentor().get(uuid=row.uuid)
        if meeting.url != url:
            rooms.use_link(meeting, url, now=now)
            notify(row.mentee, "meeting_changed", about=row, in_time_for=row.ends_at, now=now, by=by)
    return row


def refusal_to_give_link(booking: Booking, *, by: "User", now: datetime) -> str:
    """Why `by` cannot give another link at `now`; "" if they can. Safe to show."""
    if by.pk != booking.mentor.user_id:
        return _("Only the mentor can change the link.")
    if not booking.is_confirmed or booking.ends_at <= now:
        return _("This booking is no longer on.")
    return ""


@retry_lost_races()
def say_late(*, booking: Booking, by: "User", now: datetime) -> None:
    """Tell the other person that `by` is running late. Repeating it has no effect.

    Raises:
        BookingRefused: it is not theirs, is not confirmed, or it is too early or too late to say so. Safe to show.
    """
    with transaction.atomic():
        row = Booking.objects.for_update().get(pk=booking.pk)
        if reason := refusal_to_say_late(row, by=by, now=now):
            raise BookingRefused(reason)
        field = "mentor_late_at" if by.pk == row.mentor.user_id else "mentee_late_at"
        if getattr(row, field) is None:
            setattr(row, field, now)
            row.save(update_fields=[field])
            notify(row.other_than(by), "booking_late", about=row, in_time_for=row.ends_at, now=now, by=by)


def refusal_to_say_late(booking: Booking, *, by: "User", now: datetime) -> str:
    """Why `by` cannot say at `now` that they are late; "" if they can. Safe to show."""
    if by.pk not in (booking.mentee_id, booking.mentor.user_id):
        return _("This isn’t your booking.")
    if not booking.is_confirmed:
        return _("This booking is no longer on.")
    if now < booking.starts_at - LATE_FROM:
        return _("There’s still time. You can say this in the hour before the start.")
    if now >= booking.ends_at:
        return _("This session is over.")
    return ""


def plan_room(booking: Booking, *, now: datetime) -> None:
    """Plan the room of a newly confirmed booking. The caller saves the booking."""
    title, page = _named(booking)
    owner = RoomOwner(booking.uuid, booking.mentor)
    spec = RoomSpec(owner, title, page, booking.starts_at, booking.ends_at)
    booking.meeting = rooms.plan(spec, kind=KIND, now=now)


def _named(booking: Booking) -> tuple[str, str]:
    """The room's title, and the address of the page with its link, in the mentor's language."""
    with override(booking.mentor.user.language):
        page = absolute(reverse("bookings:join", args=[booking.uuid]))
    return f"{settings.CLUB_NAME}: {booking.session_type.name}", page


def _wanted(meeting: Meeting) -> tuple[str, str]:
    return _named(_booking(meeting))


def _ready(meeting: Meeting, now: datetime) -> None:
    booking = _booking(meeting)
    for person in booking.people:
        notify(person, "meeting_changed", about=booking, in_time_for=booking.ends_at, now=now)


def _failed(meeting: Meeting, now: datetime) -> None:
    booking = _booking(meeting)
    notify(booking.mentor.user, "meeting_link_wanted", about=booking, in_time_for=booking.ends_at, now=now)
    notify(booking.mentee, "meeting_link_missing", about=booking, in_time_for=booking.ends_at, now=now)


def _booking(meeting: Meeting) -> Booking:
    return Booking.objects.with_people().get(uuid=meeting.uuid)


register(KIND, MeetingHooks(wanted=_wanted, ready=_ready, failed=_failed))
