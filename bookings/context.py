"""Template context for pages of all apps, queried only if a template uses it."""

import uuid
from datetime import datetime

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from bookings.models import Booking, Hold
from bookings.presenters.holds import HoldPresenter
from core import clock
from mentors.models import profile_of

DRAFT = "booking-draft"  # session key: the topic as typed, and the mentor's slug
HOLDER = "hold"  # session key: the key of the visitor's hold, until it is booked or released


def waiting(request: HttpRequest) -> dict[str, object]:
    """`WAITING`: how many requests wait for the reader's answer."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"WAITING": 0}
    return {"WAITING": SimpleLazyObject(lambda: _to_answer(user))}


def _to_answer(user: User) -> int:
    mentor = profile_of(user)
    return Booking.objects.answerable(at=clock.now()).filter(mentor=mentor).count() if mentor else 0


def held(request: HttpRequest) -> dict[str, object]:
    """`HELD`: the time that is held for the visitor (presenters.holds.HoldPresenter), or None."""
    return {"HELD": SimpleLazyObject(lambda: _presenter(request))}


def _presenter(request: HttpRequest) -> HoldPresenter | None:
    if request.user.is_authenticated or holder_of(request) is None:
        return None
    now = clock.now()
    slug = request.session.get(DRAFT, {}).get("mentor", "")
    return HoldPresenter(hold_of(request, now=now), now, slug)


def holder_of(request: HttpRequest) -> uuid.UUID | None:
    """The key of the visitor's hold, which may have expired; None without one."""
    kept = request.session.get(HOLDER) if hasattr(request, "session") else None
    return uuid.UUID(kept) if kept else None


def hold_of(request: HttpRequest, *, now: datetime) -> Hold | None:
    """The visitor's current hold, if any."""
    holder = holder_of(request)
    if holder is None:
        return None
    return Hold.objects.running(at=now).filter(holder=holder).select_related("mentor__user", "session_type").first()
