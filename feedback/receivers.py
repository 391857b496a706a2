"""What feedback provides to the apps below it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from bookings.hooks import FollowUp, follows_up
from bookings.models import Booking
from feedback.models import FeedbackRequest


@follows_up
def feedback_on(bookings: Sequence[Booking], now: datetime) -> Mapping[int, FollowUp]:
    """Whether feedback was given, and where it can be."""
    is_open = Exists(FeedbackRequest.objects.open(at=now).filter(pk=OuterRef("pk")))
    rows = FeedbackRequest.objects.filter(booking__in=bookings).annotate(is_open=is_open)
    return {
        booking: FollowUp(
            talked=feedback is not None, page=reverse("feedback:of_booking", args=[uuid]) if is_open else ""
        )
        for booking, uuid, feedback, is_open in rows.values_list("booking", "booking__uuid", "feedback", "is_open")
    }
