"""An hour before the start: who still has no room gets another one, or the mentor is asked for a link."""

from datetime import datetime, timedelta

from django.db import transaction

from bookings.meetings.planning import replace, wish_for
from bookings.meetings.providers import PROVIDERS, STAND_INS, on_offer
from bookings.models import Booking, Meeting
from notifications.services import notify

BEFORE = timedelta(hours=1)
PATIENCE = timedelta(minutes=3)  # for a provider who was asked late


def stand_in(*, now: datetime) -> int:
    """Find another place for every booking that starts soon and has no room; how many got one or were asked."""
    late = Meeting.objects.without_link(at=now, within=BEFORE, patience=PATIENCE)
    return sum(_stand_in(pk, now=now) for pk in list(late.order_by("starts_at").values_list("booking", flat=True)))


def _stand_in(pk: int, *, now: datetime) -> bool:
    with transaction.atomic():
        # Whoever holds the booking is changing it; the next round sees what has become of it.
        bookings = Booking.objects.select_for_update(of=("self",), skip_locked=True).with_people()
        booking = bookings.filter(pk=pk).first()
        rows = Meeting.objects.without_link(at=now, within=BEFORE, patience=PATIENCE)
        row = rows.select_for_update(of=("self",)).filter(booking=booking).first() if booking else None
        if booking is None or row is None:
            return False
        row.booking = booking
        place = on_offer(booking.mentor, *STAND_INS)
        if place:
            replace(booking, row, place, PROVIDERS[place].create(wish_for(booking), again=False), now=now)
            kinds = "meeting_changed", "meeting_changed"
        elif row.asked_at is None:
            row.asked_at = now
            row.save(update_fields=["asked_at"])
            kinds = "meeting_link_wanted", "meeting_link_missing"
        else:
            return False
        for person, kind in zip((booking.mentor.user, booking.mentee), kinds, strict=True):
            notify(person, kind, about=booking, now=now)
        return True
