"""Booking a mentor: the form, for visitors too."""

import uuid
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from bookings import services
from bookings.errors import BookingRefused, TimeTaken
from bookings.fairness import refusal_to_book
from bookings.forms.bookings import BookingForm, parse_instant, written
from bookings.models import SessionType
from bookings.openings import is_opening, openings_for
from bookings.policy import terms
from bookings.services.booking import LONGEST_TOPIC
from core import clock
from core.ratelimit import Limit
from mentors.models import Mentor

POSTS = Limit("book", times=20, seconds=600)
DRAFT = "booking-draft"
NEARBY = timedelta(days=14)
OFFERED = 8
WHOLE_HORIZON = timedelta(days=366)  # more than any mentor's


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a topic and book the picked time. A visitor signs up on the way, and finds the time and the topic kept."""
    mentor = get_object_or_404(Mentor.objects.with_page().select_related("user", "rules"), slug=slug)
    now = clock.now()
    if request.method == "POST":
        return _posted(request, mentor, now)
    session_type, at = _picked(request, mentor)
    if session_type is None or at is None:
        if request.user.is_authenticated:  # for a visitor, the message alone would make a session
            messages.info(request, _("Please pick a time first."))
        return redirect(mentor)
    draft = request.session.get(DRAFT, {})
    topic = draft.get("topic", "") if draft.get("mentor") == slug else ""
    initial = {"at": written(at), "type": session_type.uuid, "form_key": uuid.uuid4(), "topic": topic}
    form = BookingForm(initial=initial, mentor=mentor, question=session_type.question)
    refusal = ""
    if not is_opening(mentor, session_type, at, viewer=_member(request), now=now):
        refusal = _("This time is no longer free. Please pick another.")
        _offer_others(form, mentor, session_type, at, _member(request), now)
    elif (member := _member(request)) and (refusal := refusal_to_book(mentor, member, at, now=now)):
        return _page(request, mentor, session_type, at, form, refusal=refusal, closed=True)
    return _page(request, mentor, session_type, at, form, refusal=refusal)


def _posted(request: HttpRequest, mentor: Mentor, now: datetime) -> HttpResponse:
    picked, _at = _picked(request, mentor)
    form = BookingForm(request.POST, mentor=mentor, question=picked.question if picked else "")
    member = _member(request)
    if not POSTS.allows_request(request):
        return _again(request, mentor, form, _("That’s a lot of tries. Please wait ten minutes."), status=429)
    if not form.is_valid():
        return _again(request, mentor, form)
    session_type, at, topic = form.cleaned_data["type"], form.cleaned_data["at"], form.cleaned_data["topic"]
    if member is None:
        return _sign_up_first(request, mentor, session_type, at, topic)
    try:
        booking = services.booking.book(
            mentor=mentor,
            by=member,
            session_type=session_type,
            starts_at=at,
            topic=topic,
            form_key=form.cleaned_data["form_key"],
            now=now,
        )
    except TimeTaken:
        # Told before anything is drawn; the page that follows has the other times.
        _keep(request, mentor, topic)
        answer = redirect(_address(mentor, session_type, at))
        answer.status_code = HTTPStatus.SEE_OTHER
        return answer
    except BookingRefused as refused:
        _offer_others(form, mentor, session_type, at, member, now)
        return _page(request, mentor, session_type, at, form, refusal=refused.message, status=409)
    request.session.pop(DRAFT, None)
    if booking.is_requested:
        messages.success(request, _("Your request is on its way. We’ll email you the answer."))
    else:
        messages.success(request, _("Booked! We’ve emailed you the calendar invitation."))
    return redirect(booking)


def _again(
    request: HttpRequest, mentor: Mentor, form: BookingForm, refusal: str = "", *, status: int = 400
) -> HttpResponse:
    """The form with its errors, or a redirect to the calendar if it is not clear which time was meant."""
    session_type, at = _picked(request, mentor)
    if session_type is not None and at is not None:
        return _page(request, mentor, session_type, at, form, refusal=refusal, status=status)
    if not refusal:
        _keep(request, mentor, request.POST.get("topic", "")[:LONGEST_TOPIC])
    messages.error(request, refusal or _("Please pick a time first."))
    return redirect(mentor)


def _page(
    request: HttpRequest,
    mentor: Mentor,
    session_type: SessionType,
    at: datetime,
    form: BookingForm,
    *,
    refusal: str = "",
    closed: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "mentor": mentor,
        "type": session_type,
        "at": at,
        "ends_at": at + timedelta(minutes=session_type.minutes),
        "form": form,
        "refusal": refusal,
        "closed": closed,
        "terms": terms(),
        "others": getattr(form.fields["at"].widget, "choices", None),
    }
    return TemplateResponse(request, "bookings/book.html", context, status=status)


def _sign_up_first(
    request: HttpRequest, mentor: Mentor, session_type: SessionType, at: datetime, topic: str
) -> HttpResponse:
    """Keep what a visitor has typed and send them to sign up; `next` leads back to the same time."""
    _keep(request, mentor, topic)
    back = _address(mentor, session_type, at)
    messages.info(request, _("One more step: create an account, or sign in. We’ve kept what you wrote."))
    return redirect(f"{reverse('account_signup')}?{urlencode({'next': back})}")


def _address(mentor: Mentor, session_type: SessionType, at: datetime) -> str:
    """The page that books this time."""
    slot = urlencode({"type": str(session_type.uuid), "at": written(at)})
    return f"{reverse('bookings:book', args=[mentor.slug])}?{slot}"


def _keep(request: HttpRequest, mentor: Mentor, topic: str) -> None:
    request.session[DRAFT] = {"mentor": mentor.slug, "topic": topic}


def _picked(request: HttpRequest, mentor: Mentor) -> tuple[SessionType | None, datetime | None]:
    """The session type and time picked in the address or the form; None for each that is missing or invalid."""
    values = request.POST if request.method == "POST" else request.GET
    offered = {str(row.uuid): row for row in mentor.session_types.offered()}
    return offered.get(values.get("type", "")), parse_instant(values.get("at", ""))


def _member(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _offer_others(
    form: BookingForm, mentor: Mentor, session_type: SessionType, at: datetime, viewer: User | None, now: datetime
) -> None:
    """Offer the free times nearest to the one that was wanted, unless it is free after all."""
    wanted = max(at, now)
    openings = openings_for(mentor, session_type, after=wanted - NEARBY, before=wanted + NEARBY, viewer=viewer, now=now)
    if at in openings:
        return
    openings = openings or openings_for(
        mentor, session_type, after=now, before=now + WHOLE_HORIZON, viewer=viewer, now=now
    )
    nearest = sorted(openings, key=lambda start: abs(start - wanted))[:OFFERED]
    form.pick_from(sorted(nearest), nearest=nearest[0] if nearest else None)
