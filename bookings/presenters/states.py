"""The states of a booking in words for one of its two people."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bookings import ical
from bookings.models import Booking, BookingStatus, NoShow
from core.dates import short_datetime

if TYPE_CHECKING:
    from accounts.models import User


def state_of(booking: Booking, *, viewer: "User") -> str:
    """The state with the one whose turn it is, or who brought it about. Needs the booking's people loaded."""
    words = {"name": booking.other_than(viewer).get_short_name()}
    is_mentor = viewer.pk == booking.mentor.user_id
    match booking.status:
        case BookingStatus.REQUESTED:
            return _("waiting for your answer") if is_mentor else _("waiting for %(name)s’s answer") % words
        case BookingStatus.DECLINED:
            return _("declined by you") if is_mentor else _("declined by %(name)s") % words
        case BookingStatus.CANCELLED if booking.cancelled_by_id == viewer.pk:
            return _("withdrawn by you") if ical.was_request(booking) else _("cancelled by you")
        case BookingStatus.CANCELLED if booking.cancelled_by_id in (booking.mentee_id, booking.mentor.user_id):
            return (_("withdrawn by %(name)s") if ical.was_request(booking) else _("cancelled by %(name)s")) % words
    return booking.get_status_display()


def meaning_of(booking: Booking, *, viewer: "User") -> str:
    """What a request that waits, or has expired, means for the viewer; "" for other states."""
    if booking.status == BookingStatus.EXPIRED:
        return _("The request has expired. Nothing is booked.")
    if booking.status != BookingStatus.REQUESTED or booking.expires_at is None:
        return ""
    words = {"name": booking.other_than(viewer).get_short_name(), "until": short_datetime(booking.expires_at)}
    if viewer.pk == booking.mentor.user_id:
        return _("The time is reserved for %(name)s until %(until)s. Then the request expires.") % words
    return _("The time is reserved for you until %(until)s. Without an answer by then, the request expires.") % words


def ending_of(booking: Booking, *, viewer: "User") -> str:
    """How a booking that is no longer on came to its end, as a sentence; "" while it holds its time."""
    is_mentor = viewer.pk == booking.mentor.user_id
    match booking.status:
        case BookingStatus.EXPIRED:
            return _("The request has expired. Nothing is booked.")
        case BookingStatus.DECLINED if is_mentor:
            return _("You declined this request.")
        case BookingStatus.DECLINED:
            words = {"name": booking.mentor.user.get_short_name()}
            return _("%(name)s couldn’t take your request. Other mentors may have time for it.") % words
        case BookingStatus.CANCELLED:
            return _ending_by(booking, viewer=viewer)
    return ""


def _ending_by(booking: Booking, *, viewer: "User") -> str:
    """Who cancelled a booking, or withdrew a request."""
    by, was_request = booking.cancelled_by, ical.was_request(booking)
    if by is None:
        return _("This was cancelled.")
    if by == viewer:
        return _("You withdrew this request.") if was_request else _("You cancelled this.")
    return (_("%(who)s withdrew this request.") if was_request else _("%(who)s cancelled this.")) % {
        "who": by.display_name
    }


def meaning_of_report(report: NoShow, *, viewer: "User", name: str) -> str:
    """Who says that the session didn't take place."""
    if report.absentee == viewer:
        return _("%(name)s says you weren’t there.") % {"name": name}
    return _("You’ve told us that %(name)s wasn’t there.") % {"name": name}
