"""Expiring unanswered requests, and deactivating mentors who do not answer."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bookings.free_time import times_changed
from bookings.models import Booking, BookingStatus
from bookings.services.status import deactivate_if_silent
from mentors.models import Mentor
from notifications.services import notify


def expire_requests(*, now: datetime) -> int:
    """Expire requests that were not answered in time, and tell both people. Returns how many.

    A mentor becomes inactive with the third expired request in a row.
    """
    expired = 0
    waiting = Booking.objects.unanswered(at=now).order_by("expires_at").values_list("pk", "mentor")
    for pk, mentor_pk in waiting:
        with transaction.atomic():
            # Lock order: mentor, booking, jobs.
            mentor = Mentor.objects.for_update().get(pk=mentor_pk)
            # skip_locked: someone is changing it; the next run takes the rest.
            row = Booking.objects.unanswered(at=now).filter(pk=pk).for_update(skip_locked=True).first()
            if row is None:
                continue
            Booking.objects.filter(pk=pk).update(status=BookingStatus.EXPIRED, sequence=F("sequence") + 1)
            for person in row.people:
                notify(person, "booking_expired", about=row, now=now)
            deactivate_if_silent(mentor, now=now)
            times_changed(row, now=now)
            expired += 1
    return expired
