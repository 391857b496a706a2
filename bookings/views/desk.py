"""The mentor's desk."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import services
from bookings.forms.bookings import AnswerForm, MessageForm
from bookings.forms.desk import MeetingPlaceForm, Offers, PauseForm
from bookings.models import Booking, WaitlistEntry
from bookings.openings import rules_of
from bookings.presenters.bookings import BookingPresenter
from bookings.presenters.limits import limits_in_words
from bookings.presenters.year import year_given
from bookings.views.affected_bookings import AGAIN, apply_or_ask
from core import clock
from core.errors import Refused
from core.http import MemberRequest
from core.paging import RowPaginator
from integrations import google
from meetings.services import preference_of
from mentors.cards import Card, card_of
from mentors.decorators import mentor_required
from mentors.models import Application, Mentor, MentorStatus
from mentors.services import may_apply_from

WEEK = timedelta(days=7)
MOST_OF_WEEK, MOST_REQUESTS = 10, 5  # shown on the first page; the rest is on separate pages
PER_PAGE = 10
PHOTO_WIDTH = 192  # of the photo on a card


@require_safe
@mentor_required
def home(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """The week ahead, requests that wait for an answer, and what is missing before the mentor can be listed."""
    now = clock.now()
    mine = Booking.objects.filter(mentor=mentor).with_people().order_by("starts_at")
    coming = mine.confirmed().upcoming(at=now)
    this_week = Q(starts_at__lt=now + WEEK)
    ahead = coming.aggregate(all=Count("pk"), week=Count("pk", filter=this_week))
    week = [_presenter(row, mentor, now) for row in coming.filter(this_week)[:MOST_OF_WEEK]]
    asked = mine.answerable(at=now).order_by("expires_at", "pk")[:MOST_REQUESTS]
    context = {
        "mentor": mentor,
        "week": week,
        "more": max(ahead["week"] - len(week), 0),
        "requests": _requests(asked, mentor, now),
        "pause": PauseForm(initial={"until": mentor.paused_until}),
        "steps": services.status.steps(mentor),
        "year": year_given(mentor, now=now),
        "paused_by": services.renewing.paused_by(mentor),
        "kept": _kept(mentor, now=now),
        "coming": ahead["all"],
        "held": mine.held(at=now).count(),
        "waiting": WaitlistEntry.objects.open(at=now).filter(mentor=mentor).count(),
    }
    if mentor.status == MentorStatus.HIDDEN:
        context |= {"card": _card_of(mentor)} | _vetting_of(mentor, now=now)
    return TemplateResponse(request, "bookings/desk/home.html", context)


@require_safe
@mentor_required
def requests(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Requests that wait for an answer, the most urgent first."""
    now = clock.now()
    rows = Booking.objects.filter(mentor=mentor).answerable(at=now).with_people()
    page = RowPaginator(rows.order_by("expires_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"mentor": mentor, "page": page, "requests": _requests(page, mentor, now)}
    return TemplateResponse(request, "bookings/desk/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def session_types(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """What the mentor offers. A button that moves one up or down saves the others, too."""
    initial = [
        {
            "uuid": kind.uuid,
            "name": kind.name,
            "minutes": kind.minutes,
            "on_request": "yes" if kind.on_request else "no",
            "is_active": kind.is_active,
            "description": kind.description,
            "question": kind.question,
            "to_bring": kind.to_bring,
        }
        for kind in mentor.session_types.all()
    ]
    formset = Offers(request.POST if request.method == "POST" else None, initial=initial, prefix="types")
    refusal_text = ""
    if request.method == "POST" and formset.is_valid():
        try:
            offers = formset.offers(move=request.POST.get("move", ""))  # type: ignore[attr-defined]
            services.hours.save_offers(mentor=mentor, by=mentor.user, offers=offers, now=clock.now())
        except Refused as refusal:
            refusal_text = refusal.message
        else:
            return next_page(request, mentor, back="bookings:session_types")
    limits = limits_in_words(rules_of(mentor))
    context = {"mentor": mentor, "formset": formset, "refusal": refusal_text, "limits": limits}
    status = 400 if request.method == "POST" else 200
    return TemplateResponse(request, "bookings/desk/session_types.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def meeting_place(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Where the mentor meets."""
    preference = preference_of(mentor)
    form = MeetingPlaceForm(
        request.POST if request.method == "POST" else None,
        initial={"place": preference.place, "url": preference.url},
        mentor=mentor,
    )
    if form.is_valid():
        try:
            services.hours.save_meeting_place(mentor=mentor, by=mentor.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return next_page(request, mentor, back="bookings:desk")
    context = {
        "mentor": mentor,
        "form": form,
        "google": google.connection(mentor.user, back=request.path),
    }
    return TemplateResponse(request, "bookings/desk/meeting_place.html", context, status=400 if form.errors else 200)


@require_POST
@mentor_required
def pause(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Pause, with or without an end, or come back."""
    now = clock.now()
    if AGAIN in request.POST:
        return redirect("bookings:desk")
    try:
        if request.POST.get("back") != "yes":
            form = PauseForm(request.POST)
            if not form.is_valid():
                messages.error(request, _("Choose a day from tomorrow on, at most two years ahead."))
                return redirect("bookings:desk")
            page = apply_or_ask(request, mentor, services.schedule.Pause(form.cleaned_data["until"]), now=now)
            if page is not None:
                return page
            messages.success(request, _("You’re on pause. Your existing bookings stay."))
        elif services.status.resume(mentor=mentor, by=mentor.user, now=now):
            messages.success(request, _("Welcome back. People can book you again."))
        else:
            messages.info(request, _("Once these are done, you’re in the directory and people can book you."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("bookings:desk")


@require_POST
@mentor_required
def renew(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Say that one is still with the club, with one button."""
    try:
        if services.renewing.renew(mentor=mentor, by=mentor.user, now=clock.now()):
            messages.success(request, _("Good to have you with us."))
        else:
            messages.info(request, _("Once these are done, you’re in the directory and people can book you."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("bookings:desk")


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def leave(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Stop being a mentor; the page says what will happen."""
    now = clock.now()
    form = MessageForm(
        request.POST if request.method == "POST" else None,
        label=_("Message to everyone who has booked you"),
        help_text=_("We include it in the cancellation email."),
    )
    if form.is_valid():
        try:
            services.status.leave(mentor=mentor, by=request.user, message=form.cleaned_data["message"], now=now)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request,
                _("You’re no longer a mentor. Thank you for every hour you gave."),
            )
        return redirect("pages:home")
    mine = Booking.objects.filter(mentor=mentor)
    context = {
        "mentor": mentor,
        "form": form,
        "confirmed": mine.confirmed().filter(starts_at__gt=now).count(),
        "requested": mine.answerable(at=now).count(),
    }
    return TemplateResponse(request, "bookings/desk/leave.html", context, status=400 if form.errors else 200)


def next_page(request: MemberRequest, mentor: Mentor, *, back: str) -> HttpResponse:
    """Redirect to the page that celebrates being listed, to the next missing step, or back."""
    if mentor.has_gone_live():
        return redirect("directory:live")
    messages.success(request, _("Saved."))
    return redirect("bookings:desk" if mentor.status == MentorStatus.HIDDEN else back)


def _kept(mentor: Mentor, *, now: datetime) -> int | None:
    """How many of their first three sessions a new mentor has held; None once that's all of them."""
    if not mentor.is_listed or mentor.probation_ended_at is not None:
        return None
    kept = services.probation.kept_sessions(mentor, now=now)
    return kept if kept < services.probation.SESSIONS else None


def _card_of(mentor: Mentor) -> Card:
    """The directory's card of a mentor who isn't in it yet."""
    topics = [topic.name_i18n for topic in mentor.topics.order_by("name_i18n")]
    return card_of(mentor, photo=mentor.own_photo_url(PHOTO_WIDTH), topics=topics)


def _vetting_of(mentor: Mentor, *, now: datetime) -> dict[str, object]:
    """Whether a mentor, who came from another site, is yet to be approved, and how far their application is."""
    if mentor.approved_at is not None:
        return {"unvetted": False}
    latest = Application.objects.filter(applicant=mentor.user).order_by("created_at").last()
    again_at = may_apply_from(mentor.user) if latest else None
    return {"unvetted": True, "application": latest, "again_at": again_at if again_at and again_at > now else None}


def _presenter(booking: Booking, mentor: Mentor, now: datetime) -> BookingPresenter:
    return BookingPresenter(booking, mentor.user, now)


def _requests(rows: Iterable[Booking], mentor: Mentor, now: datetime) -> list[tuple[BookingPresenter, AnswerForm]]:
    """Requests, each with the form that answers it on its card."""
    shown = [_presenter(row, mentor, now) for row in rows]
    return [
        (presenter, AnswerForm(name=presenter.first_name, auto_id=f"{presenter.booking.uuid}-%s"))
        for presenter in shown
    ]
