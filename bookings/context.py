"""What the navigation of the desk needs on every page."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from bookings.models import Booking
from core import clock


def waiting(request: HttpRequest) -> dict[str, object]:
    """`WAITING`: how many requests wait for the reader's answer, counted only if a template uses it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"WAITING": 0}
    asked = Booking.objects.answerable(at=clock.now()).filter(mentor__user=user)
    return {"WAITING": SimpleLazyObject(asked.count)}
