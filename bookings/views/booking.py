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
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from bookings import services
from bookings.context import DRAFT, holder_of
from bookings.errors import BookingRefused, TimeTaken
from bookings.fairness import refusal_to_book
from bookings.forms.bookings import BookingForm, format_instant, parse_instant
from bookings.hooks import agreement
from bookings.models import Booking, SessionType
from bookings.openings import is_opening, openings_for
from bookings.policy import terms
from bookings.presenters.holds import address, sign_up_for
from bookings.services.booking import ANSWER_WITHIN, LONGEST_TOPIC
from bookings.views.holds import forget, hold, thank
from core import clock
from core.http import absolute
from core.ratelimit import Limit
from mentors.models import Mentor

POSTS = Limit("book", times=20, seconds=600)
NEARBY = timedelta(days=14)
OFFERED = 8
WHOLE_HORIZON = timedelta(days=366)  # more than any mentor's


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a topic and book the picked time. Visitors sign up on the way; the time and the topic are kept."""
    mentor = get_object_or_404(Mentor.objects.with_page().select_related("user", "rules"), slug=slug)
    now = clock.now()
    if request.method == "POST":
        return _posted(request, mentor, now)
    session_type, at = _picked(request, mentor)
    if session_type is None or at is None:
        if request.user.is_authenticated:  # for a visitor, the message alone would create a session
            messages.info(request, _("Pick a time first."))
        return redirect(mentor)
    draft = request.session.get(DRAFT, {})
    topic = draft.get("topic", "") if draft.get("mentor") == slug else ""
    initial = {"at": format_instant(at), "type": session_type.uuid, "form_key": uuid.uuid4(), "topic": topic}
    form = BookingForm(initial=initial, mentor=mentor, question=session_type.question)
    refusal, member = "", _member(request)
    if not is_opening(mentor, session_type, at, viewer=member, holder=holder_of(request), now=now):
        taken = Booking.objects.holding_time().filter(mentor=mentor, starts_at=at)
        if member and (booked := taken.filter(mentee=member).first()):  # the browser's Back button leads here
            messages.info(request, _("This time is yours already."))
            return redirect(booked)
        refusal = _("This time is no longer free. Please pick another.")
        _offer_others(request, form, mentor, session_type, at, now)
    elif member and (refusal := refusal_to_book(mentor, member, at, now=now)):
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
        try:
            return _sign_up_first(request, mentor, session_type, at, topic, now)
        except TimeTaken:
            return _taken(request, mentor, session_type, at, topic)
    try:
        booking = services.booking.book(
            mentor=mentor,
            by=member,
            session_type=session_type,
            starts_at=at,
            topic=topic,
            form_key=form.cleaned_data["form_key"],
            holder=holder_of(request),
            now=now,
        )
    except TimeTaken:
        return _taken(request, mentor, session_type, at, topic)
    except BookingRefused as refused:
        _offer_others(request, form, mentor, session_type, at, now)
        return _page(request, mentor, session_type, at, form, refusal=refused.message, status=409)
    forget(request)
    thank(request, booking)
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
    messages.error(request, refusal or _("Pick a time first."))
    return redirect(mentor)


def _has_agreed(request: HttpRequest, mentor: Mentor) -> bool:
    member = _member(request)
    return member is not None and agreement(mentor, member, now=clock.now()) is not None


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
        "canonical": absolute(mentor.get_absolute_url()),
        "type": session_type,
        "at": at,
        "ends_at": at + timedelta(minutes=session_type.minutes),
        "form": form,
        "refusal": refusal,
        "closed": closed,
        "terms": terms(),
        "is_soon": at - clock.now() < ANSWER_WITHIN,
        "asks_first": session_type.on_request and not _has_agreed(request, mentor),
        "others": getattr(form.fields["at"].widget, "choices", None),
    }
    return TemplateResponse(request, "bookings/book.html", context, status=status)


def _taken(request: HttpRequest, mentor: Mentor, session_type: SessionType, at: datetime, topic: str) -> HttpResponse:
    """Redirect before anything is rendered; the next page offers other times."""
    _keep(request, mentor, topic)
    answer = redirect(address(mentor, session_type, at))
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


def _sign_up_first(
    request: HttpRequest, mentor: Mentor, session_type: SessionType, at: datetime, topic: str, now: datetime
) -> HttpResponse:
    """Hold the time for a visitor, keep what they have typed, and send them to sign up; `next` leads back."""
    held = hold(request, mentor, session_type, at, topic, now)
    _keep(request, mentor, topic)
    if not held:
        messages.info(request, _("One more step: create an account, or sign in. We’ve kept what you wrote."))
    return redirect(sign_up_for(mentor, session_type, at))


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
    request: HttpRequest, form: BookingForm, mentor: Mentor, session_type: SessionType, at: datetime, now: datetime
) -> None:
    """Offer the free times nearest to the picked one, unless it is free after all."""

    def free(after: datetime, before: datetime) -> list[datetime]:
        viewer, holder = _member(request), holder_of(request)
        return openings_for(mentor, session_type, after=after, before=before, viewer=viewer, holder=holder, now=now)

    wanted = max(at, now)
    openings = free(wanted - NEARBY, wanted + NEARBY)
    if at in openings:
        return
    nearest = sorted(openings or free(now, now + WHOLE_HORIZON), key=lambda start: abs(start - wanted))[:OFFERED]
    form.pick_from(sorted(nearest), nearest=nearest[0] if nearest else None)
