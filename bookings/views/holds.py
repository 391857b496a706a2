"""A visitor's hold: taken with the booking form, and booked as soon as they sign in, or released."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings import services
from bookings.context import DRAFT, HOLDER, hold_of, holder_of
from bookings.errors import BookingRefused, NotHeld
from bookings.models import Booking, SessionType
from bookings.presenters.holds import address
from core import clock
from core.ratelimit import Limit, network_of
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User

HOLDS = Limit("hold", times=6, seconds=600)  # per network, across browsers


def hold(
    request: HttpRequest, mentor: Mentor, session_type: SessionType, at: datetime, topic: str, now: datetime
) -> bool:
    """Hold a time for a visitor; False if it stays free for others too.

    Raises:
        TimeTaken: it is not free any more.
    """
    if not HOLDS.allows(network_of(request)):
        return False
    holder = holder_of(request) or uuid.uuid4()
    try:
        held = services.holds.take(
            mentor=mentor, session_type=session_type, starts_at=at, topic=topic, holder=holder, now=now
        )
    except NotHeld:
        return False
    request.session[HOLDER] = str(held.holder)
    return True


def book_held(request: HttpRequest, member: "User", answer: HttpResponseBase) -> HttpResponseBase:
    """Book the held time for someone who has just signed in to book it, instead of showing the form again.

    Signing in with a POST confirms the booking; coming back from another site is a GET, which books nothing. Anyone who
    signs in to go elsewhere gets the form, as every sign-in page has shown them the held time.

    Args:
        answer: the redirect after signing in.
    """
    now = clock.now()
    held = hold_of(request, now=now)
    if request.method != "POST":
        return answer
    if held is None:
        _say_it_is_not_booked(request, answer)
        return answer
    form = address(held.mentor, held.session_type, held.starts_at)
    if getattr(answer, "url", "") != form:
        messages.info(request, _("We’re still holding this time for you. Press the button below, and it’s settled."))
        return redirect(form)
    try:
        booking = services.booking.book(
            mentor=held.mentor,
            by=member,
            session_type=held.session_type,
            starts_at=held.starts_at,
            topic=held.topic,
            form_key=held.uuid,
            holder=held.holder,
            now=now,
        )
    except BookingRefused:
        return answer  # the form says why, and has other times and the topic
    forget(request)
    thank(request, booking)
    return redirect(booking)


def _say_it_is_not_booked(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Tell someone whose ten minutes ran out and whom `answer` leads back to the form that it's still to be sent."""
    slug = request.session.get(DRAFT, {}).get("mentor", "")
    leads_back = slug and getattr(answer, "url", "").startswith(reverse("bookings:book", args=[slug]))
    if leads_back and holder_of(request) is not None:
        text = _("Nothing is booked yet, as your ten minutes were over. We’ve kept what you wrote.")
        messages.warning(request, text)


@login_not_required
@require_POST
def let_go(request: HttpRequest) -> HttpResponse:
    """Release the held time, to pick another."""
    now = clock.now()
    held, holder = hold_of(request, now=now), holder_of(request)
    if holder:
        services.holds.release(holder=holder, now=now)
        request.session.pop(HOLDER)
    return redirect(held.mentor if held else "directory:list")


def forget(request: HttpRequest) -> None:
    """Remove the draft and the hold from the session once the booking is made."""
    for name in (DRAFT, HOLDER):
        request.session.pop(name, None)


def thank(request: HttpRequest, booking: Booking) -> None:
    if booking.is_requested:
        messages.success(request, _("Your request is on its way. We’ll email you the answer."))
    else:
        messages.success(request, _("Booked! We’ve emailed you the calendar invitation."))
