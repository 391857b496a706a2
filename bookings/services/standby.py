"""Standby: where a mentee does not say that they are coming, others from the waiting list can stand by."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.errors import BookingRefused
from bookings.models import Booking, StandbyOffer
from bookings.services.booking import LONGEST_TOPIC, SHORTEST_TOPIC, book
from bookings.standby_queue import next_in_line
from core.db import retry_lost_races
from core.text import visible_length
from notifications.services import notify
from outbox.services import enqueue

if TYPE_CHECKING:
    from accounts.models import User

FILL = "bookings.fill_from_standby"
A_DAY = timedelta(days=1)


def offer(booking: Booking, *, now: datetime) -> int:
    """Ask those who are next in line to stand by; how many.

    Args:
        booking: locked by the caller, confirmed and ahead.
    """
    members = next_in_line(booking, now=now)
    for member in members:
        row = StandbyOffer.objects.create(booking=booking, member=member, starts_at=booking.starts_at, offered_at=now)
        notify(member, "standby_offered", about=row, now=now)
    return len(members)


@retry_lost_races()
def accept(*, offer: StandbyOffer, by: "User", topic: str, now: datetime) -> StandbyOffer:
    """Say that one would take the time. If it is free already, it is booked at once, in the order of saying so.

    Args:
        topic: what it is about, 20 to 1,000 characters, for the mentor.

    Raises:
        BookingRefused: they were not asked, it has started, or the mentee is coming. Safe to show.
    """
    topic = topic.strip()
    with transaction.atomic():
        booking = Booking.objects.for_update().get(pk=offer.booking_id)
        row = StandbyOffer.objects.select_for_update().get(pk=offer.pk)
        row.booking = booking
        if reason := refusal_to_accept(row, by=by, now=now):
            raise BookingRefused(reason)
        if visible_length(topic) < SHORTEST_TOPIC or len(topic) > LONGEST_TOPIC:
            raise BookingRefused(_("Please say in 20 to 1,000 characters what it is about."))
        row.topic, row.accepted_at = topic, row.accepted_at or now
        row.save(update_fields=["topic", "accepted_at"])
        if not booking.holds_time:
            _fill_later(booking, row.starts_at, now=now)
    return row


def refusal_to_accept(offer: StandbyOffer, *, by: "User", now: datetime) -> str:
    """Why `by` cannot stand by at `now`; "" when they can. Needs the booking. Safe to show."""
    if by.pk != offer.member_id:
        return _("Somebody else was asked this.")
    if offer.starts_at <= now:
        return _("This time has passed.")
    booking = offer.booking
    is_gone = booking.starts_at != offer.starts_at or booking.cancelled_by_id == booking.mentor.user_id
    if is_gone:
        return _("This hour is not on offer any more.")
    if booking.holds_time and booking.reconfirmed_at:
        return _("The time is taken after all: the one who has it is coming.")
    return ""


def decline(*, offer: StandbyOffer, by: "User") -> None:
    """Stand by no longer; nothing happens where one never did."""
    StandbyOffer.objects.filter(pk=offer.pk, member=by).update(accepted_at=None, topic="")


def release(booking: Booking, starts_at: datetime, *, now: datetime) -> None:
    """The mentee has let go of the time: have it booked for the first who stands by, after the caller's transaction."""
    if StandbyOffer.objects.ready().filter(booking=booking, starts_at=starts_at).exists():
        _fill_later(booking, starts_at, now=now)


def withdraw(booking: Booking, *, now: datetime) -> None:
    """The mentee is coming: whoever stands by hears that they need not."""
    for offer in StandbyOffer.objects.ready().filter(booking=booking, starts_at=booking.starts_at):
        notify(offer.member, "standby_over", about=offer, now=now)


def fill(booking: Booking, starts_at: datetime, *, now: datetime) -> Booking | None:
    """Book a time that was let go for the first who stands by and may have it; the others hear that it is taken.

    The mentor's notice does not count, as they have given the hour already; every other rule does. Done again, it
    gives the same booking.
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
                pass  # the next in line may have it
        notify(offer.member, "standby_over", about=offer, now=now)
    StandbyOffer.objects.filter(booking=booking, starts_at=starts_at).update(accepted_at=None, topic="")
    return taken


def forget(*, now: datetime) -> int:
    """Delete the offers of times that have passed; how many."""
    number, _by_model = StandbyOffer.objects.filter(starts_at__lt=now - A_DAY).delete()
    return number


def _fill_later(booking: Booking, starts_at: datetime, *, now: datetime) -> None:
    payload = {"booking": booking.pk, "starts_at": starts_at.isoformat()}
    enqueue(FILL, payload, now=now, key=f"fill:{booking.pk}:{starts_at.timestamp():.0f}")
