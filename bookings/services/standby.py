"""Standby: if a mentee does not reconfirm, members on the waiting list can offer to take the time."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.errors import BookingRefused
from bookings.models import Booking, StandbyOffer
from bookings.services.booking import LONGEST_TOPIC, SHORTEST_TOPIC, book
from bookings.standby_queue import next_in_line
from core.db import delete_in_chunks, retry_lost_races
from core.text import visible_length
from notifications.services import notify
from outbox.services import enqueue

if TYPE_CHECKING:
    from accounts.models import User

FILL = "bookings.fill_from_standby"
A_DAY = timedelta(days=1)


def offer(booking: Booking, *, now: datetime) -> int:
    """Ask the next members on the waiting list to stand by. Returns how many.

    Args:
        booking: confirmed, upcoming, and locked by the caller.
    """
    members = next_in_line(booking, now=now)
    for member in members:
        row = StandbyOffer.objects.create(booking=booking, member=member, starts_at=booking.starts_at, offered_at=now)
        notify(member, "standby_offered", about=row, in_time_for=row.starts_at, now=now)
    return len(members)


@retry_lost_races()
def accept(*, offer: StandbyOffer, by: "User", topic: str, now: datetime) -> StandbyOffer:
    """Accept a standby offer. If the time is already free, it is booked for the first who accepted.

    Args:
        topic: what it is about, for the mentor; 20 to 1,000 characters.

    Raises:
        BookingRefused: they were not asked, or the time has passed, is no longer on offer or is taken. Safe to show.
    """
    topic = topic.strip()
    with transaction.atomic():
        booking = Booking.objects.for_update().get(pk=offer.booking_id)
        row = StandbyOffer.objects.select_for_update().get(pk=offer.pk)
        row.booking = booking
        if reason := refusal_to_accept(row, by=by, now=now):
            raise BookingRefused(reason)
        if visible_length(topic) < SHORTEST_TOPIC or len(topic) > LONGEST_TOPIC:
            raise BookingRefused(_("Please tell your mentor what it’s about, in 20 to 1,000 characters."))
        row.topic, row.accepted_at = topic, row.accepted_at or now
        row.save(update_fields=["topic", "accepted_at"])
        if not booking.holds_time:
            _fill_later(booking, row.starts_at, now=now)
    return row


def refusal_to_accept(offer: StandbyOffer, *, by: "User", now: datetime) -> str:
    """Why `by` cannot stand by at `now`; "" if they can. Needs the booking loaded. Safe to show."""
    if by.pk != offer.member_id:
        return _("This question was for someone else.")
    if offer.starts_at <= now:
        return _("This time has passed.")
    booking = offer.booking
    is_gone = booking.starts_at != offer.starts_at or booking.cancelled_by_id == booking.mentor.user_id
    if is_gone:
        return _("This hour is no longer available.")
    if booking.holds_time and booking.reconfirmed_at:
        return _("The hour is taken after all: whoever booked it is coming.")
    return ""


def decline(*, offer: StandbyOffer, by: "User") -> None:
    """Stop standing by; has no effect if the offer was never accepted."""
    StandbyOffer.objects.filter(pk=offer.pk, member=by).update(accepted_at=None, topic="")


def release(booking: Booking, starts_at: datetime, *, now: datetime) -> None:
    """Queue the booking of a released time for a member on standby, after the caller's transaction."""
    if StandbyOffer.objects.ready().filter(booking=booking, starts_at=starts_at).exists():
        _fill_later(booking, starts_at, now=now)


def withdraw(booking: Booking, *, now: datetime) -> None:
    """Tell members on standby that the mentee is coming and they are not needed."""
    for offer in StandbyOffer.objects.ready().filter(booking=booking, starts_at=booking.starts_at):
        notify(offer.member, "standby_over", about=offer, in_time_for=offer.starts_at, now=now)


def fill(booking: Booking, starts_at: datetime, *, now: datetime) -> Booking | None:
    """Book a released time for the first member on standby who may book it; tell the others that it is taken.

    The mentor's notice is ignored, as they had already committed the time; all other rules apply. Safe to repeat.
    """
    taken = None
    for offer in StandbyOffer.objects.ready().filter(booking=booking, starts_at=starts_at).select_related("member"):
        if taken is None and starts_at > now:
            try:
                taken = book(
                    mentor=booking.mentor,
                    by=offer.member,
                    session_type=booking.session_type,
                    starts_at=starts_at,
                    topic=offer.topic,
                    form_key=offer.uuid,
                    at_short_notice=True,
                    now=now,
                )
                continue
            except BookingRefused:
                pass  # try the next member
        notify(offer.member, "standby_over", about=offer, in_time_for=offer.starts_at, now=now)
    StandbyOffer.objects.filter(booking=booking, starts_at=starts_at).update(accepted_at=None, topic="")
    return taken


def forget(*, now: datetime) -> int:
    """Delete offers of past times. Returns how many."""
    return delete_in_chunks(StandbyOffer.objects.filter(starts_at__lt=now - A_DAY))


def _fill_later(booking: Booking, starts_at: datetime, *, now: datetime) -> None:
    payload = {"booking": booking.pk, "starts_at": starts_at.isoformat()}
    enqueue(FILL, payload, now=now, key=f"fill:{booking.pk}:{starts_at.timestamp():.0f}")
