"""Mentors who don't answer: how many requests in a row, and when they've been told what follows."""

from datetime import datetime

from django.db.models import Max, Q

from bookings.models import Booking
from bookings.services.status import SILENT_AFTER
from matching.models import Ask, AskState
from matching.policy import WARN_AFTER, WARNED_FOR
from mentors.models import Mentor

ANSWERED = (AskState.ACCEPTED, AskState.DECLINED, AskState.UNDONE)


def silences_of(mentor: Mentor) -> list[datetime]:
    """When the last requests in a row ran out without a word from the mentor.

    It begins anew with any answer, also to a booking, and when they come back from a break.
    """
    asks = Ask.objects.filter(mentor=mentor)
    said = asks.aggregate(answer=Max("settled_at", filter=Q(state__in=ANSWERED)), question=Max("asked_at"))
    booked = Booking.objects.filter(mentor=mentor).aggregate(last=Max("answered_at"))["last"]
    silences = asks.filter(state=AskState.EXPIRED, asked_at=None)
    if last := max((at for at in (*said.values(), booked, mentor.back_since) if at), default=None):
        silences = silences.filter(settled_at__gt=last)
    return [at for at in silences.order_by("settled_at").values_list("settled_at", flat=True) if at]


def is_silent(silences: list[datetime], *, now: datetime) -> bool:
    """Whether it is time to take a mentor out of the directory: they were told so after the second request."""
    return len(silences) >= SILENT_AFTER and silences[WARN_AFTER - 1] <= now - WARNED_FOR
