"""Letting go of requests that nobody answered, and of mentors who answer none."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bookings.models import Booking, BookingStatus
from bookings.services.status import deactivate_if_silent
from bookings.services.telling import times_changed
from mentors.models import Mentor
from notifications.services import notify


def expire_requests(*, now: datetime) -> int:
    """Let go of requests that were not answered in time, and tell both; the number of them.

    A mentor who has let three in a row expire becomes inactive with the third.
    """
    expired = 0
    waiting = Booking.objects.unanswered(at=now).order_by("expires_at").values_list("pk", "mentor")
    for pk, mentor_pk in waiting:
        with transaction.atomic():
            # The mentor first, as whoever leaves: who counts the silent requests must see those of other workers.
            mentors = Mentor.objects.select_for_update(of=("self",), no_key=True).select_related("user")
            mentor = mentors.get(pk=mentor_pk)
            # Whoever holds the row right now is answering or cancelling it; what is left, the next round finds.
            rows = Booking.objects.unanswered(at=now).filter(pk=pk)
            row = rows.select_for_update(of=("self",), skip_locked=True).with_people().first()
            if row is None:
                continue
            Booking.objects.filter(pk=pk).update(status=BookingStatus.EXPIRED, sequence=F("sequence") + 1)
            for person in row.people:
                notify(person, "booking_expired", about=row, now=now)
            deactivate_if_silent(mentor, now=now)
            times_changed(row, now=now)
            expired += 1
    return expired
