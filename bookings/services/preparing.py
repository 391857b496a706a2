"""What the two prepare for their session: one text and one link, which both can edit."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.errors import BookingRefused, EditConflict
from bookings.models import Booking
from core.db import retry_lost_races

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_TEXT, LONGEST_LINK = 1000, 500  # characters


@retry_lost_races()
def prepare(*, booking: Booking, by: "User", text: str, link: str, seen: str, now: datetime) -> Booking:
    """Replace the text and the link. Saving them unchanged has no effect.

    Sends no email: the reminders include them.

    Args:
        text: at most 1,000 characters; may be empty.
        link: an https address, or "".
        seen: the `version_of` the text and link that the form was opened with.

    Raises:
        EditConflict: the other person has changed it since, or `by` has in another window. Safe to show.
        BookingRefused: it is not theirs, is not confirmed, or is over, or the link is invalid. Safe to show.
    """
    text = text.strip()
    if link and (not link.startswith("https://") or len(link) > LONGEST_LINK):
        raise BookingRefused(_("Please enter a link that begins with https://."))
    with transaction.atomic():
        row = Booking.objects.for_update().get(pk=booking.pk)
        if reason := refusal_to_prepare(row, by=by, now=now):
            raise BookingRefused(reason)
        if (text, link) == (row.preparation, row.preparation_link):
            return row
        if seen != version_of(row):
            if row.prepared_by_id == by.pk:
                raise EditConflict(_("You’ve changed this in another window since you began to write."))
            name = row.other_than(by).get_short_name()
            raise EditConflict(_("%(name)s changed this while you were writing.") % {"name": name})
        row.preparation, row.preparation_link, row.prepared_at, row.prepared_by = text, link, now, by
        row.save(update_fields=["preparation", "preparation_link", "prepared_at", "prepared_by"])
    return row


def refusal_to_prepare(booking: Booking, *, by: "User", now: datetime) -> str:
    """Why `by` cannot change it at `now`; "" if they can. Safe to show."""
    if by.pk not in (booking.mentee_id, booking.mentor.user_id):
        return _("This isn’t your booking.")
    if booking.is_requested:
        return _("This booking isn’t confirmed yet.")
    if not booking.is_confirmed:
        return _("This booking is no longer on.")
    if booking.ends_at <= now:
        return _("This session is over.")
    return ""


def version_of(booking: Booking) -> str:
    """A fingerprint of the text and the link, so that a form knows which version it was opened with."""
    return hashlib.sha256(repr((booking.preparation, booking.preparation_link)).encode()).hexdigest()[:16]
