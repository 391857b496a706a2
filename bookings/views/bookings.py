"""A member's bookings: the list, one booking, answering it, cancelling it, and its calendar file."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings import ical, services
from bookings.errors import BookingRefused, EditConflict
from bookings.fairness import pause_of
from bookings.forms.bookings import AnswerForm, MessageForm, PrepareForm
from bookings.hooks import asides
from bookings.models import Booking, BookingStatus, MoveProposal, WaitlistEntry
from bookings.policy import cancel_terms, terms
from bookings.presenters.bookings import BookingPresenter, presenters
from bookings.services.cancelling import refusal_to_cancel
from bookings.services.preparing import version_of
from conversations.models import ReadMark
from core import clock
from core.http import MemberRequest, safe_next
from core.paging import RowPaginator

PER_PAGE = 10  # a card takes 2 ms to draw
DESK = {"desk": "bookings:desk", "requests": "bookings:requests"}  # where requests can be answered on their cards


@require_safe
def booking_list(request: MemberRequest) -> HttpResponse:
    """Upcoming and past bookings, in both roles."""
    now = clock.now()
    mine = Booking.objects.involving(request.user).with_people()
    is_past = request.GET.get("show") == "past"
    past = mine.past(at=now).prefetch_related("no_shows").order_by("-starts_at")
    rows = past if is_past else mine.upcoming(at=now).order_by("starts_at")
    page = RowPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = presenters(list(page), viewer=request.user, now=now)
    context = {
        "page": page,
        "bookings": shown,
        "is_past": is_past,
        "pause": pause_of(request.user, now=now),
        "both_roles": len({row.is_mentor for row in shown}) > 1,
        "waits": [] if is_past else _waits(request, now),
    }
    return TemplateResponse(request, "bookings/list.html", context)


def _waits(request: MemberRequest, now: datetime) -> list[WaitlistEntry]:
    """The waiting lists that the reader is on."""
    mine = WaitlistEntry.objects.open(at=now).of(request.user)
    return list(mine.select_related("mentor__user").order_by("asked_at"))


@require_safe
def detail(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """One booking: when, where, with whom, about what."""
    presenter = _presenter(request, booking)
    row = presenter.booking
    kept = {"text": row.preparation, "link": row.preparation_link, "seen": version_of(row)}
    return _page(request, presenter, PrepareForm(initial=kept))


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """Save what the two prepare. A GET redirects to the booking's page."""
    presenter = _presenter(request, booking)
    page = f"{presenter.booking.get_absolute_url()}#prepare"
    if request.method != "POST":
        return redirect(page)
    form = PrepareForm(request.POST)
    if not form.is_valid():
        return _page(request, presenter, form, status=400)
    try:
        services.preparing.prepare(booking=presenter.booking, by=request.user, now=presenter.now, **form.cleaned_data)
    except EditConflict as refusal:
        presenter = _presenter(request, booking)
        newer = form.now_with(presenter.booking)
        return _page(request, presenter, newer, overtaken=refusal.message, status=409)
    except BookingRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Saved. %(name)s sees it too.") % {"name": presenter.first_name})
    return redirect(page)


def _page(
    request: MemberRequest,
    presenter: BookingPresenter,
    form: PrepareForm,
    *,
    overtaken: str = "",
    status: int = 200,
) -> HttpResponse:
    proposal = MoveProposal.objects.open(at=presenter.now).filter(booking=presenter.booking).first()
    agreed = presenter.booking.is_confirmed and presenter.is_coming and not presenter.is_mentor
    context = {
        "presenter": presenter,
        "thread": ReadMark.objects.with_whom(request.user, presenter.booking.other_than(request.user)),
        "can_write": presenter.can_write,
        "proposal": proposal,
        "terms": (terms() if presenter.can_move else cancel_terms()) if agreed else "",
        "form": form,
        "overtaken": overtaken,
        "asides": asides(presenter.booking, request.user, now=presenter.now),
    }
    return TemplateResponse(request, "bookings/detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """Cancel a booking, or withdraw a request, with a message to the other person."""
    presenter = _presenter(request, booking)
    form = MessageForm(
        request.POST if request.method == "POST" else None,
        label=_("Message to %(name)s") % {"name": presenter.first_name},
        help_text=_("We include it in the email."),
    )
    if reason := refusal_to_cancel(presenter.booking, by=request.user, now=presenter.now):
        messages.info(request, reason)
        return redirect(presenter.booking)
    if form.is_valid():
        try:
            services.cancelling.cancel(
                booking=presenter.booking,
                by=request.user,
                message=form.cleaned_data["message"],
                now=presenter.now,
            )
        except BookingRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Cancelled. We’ve told %(name)s.") % {"name": presenter.first_name})
        return redirect(presenter.booking)
    status = 400 if form.errors else 200
    return TemplateResponse(request, "bookings/cancel.html", {"presenter": presenter, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """Accept or decline a request as its mentor, on a separate page or on its card at the desk."""
    presenter = _presenter(request, booking)
    if not presenter.is_mentor:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None, name=presenter.first_name)
    back = DESK.get(request.POST.get("back", ""), presenter.booking)
    if not presenter.can_answer:
        messages.info(request, _("This request has already been answered."))
        return redirect(back)
    decision = request.POST.get("decision")
    if request.method == "POST" and decision not in ("accept", "decline"):
        form.add_error(None, _("Please accept or decline."))
    if form.is_valid():
        try:
            answered = services.answering.answer(
                booking=presenter.booking,
                by=request.user,
                accept=decision == "accept",
                message=form.cleaned_data["message"],
                now=presenter.now,
            )
        except BookingRefused as refusal:
            messages.error(request, refusal.message)
        else:
            done = _("Accepted. We’ve told %(name)s.") if answered.is_confirmed else _("Declined. We’ve told %(name)s.")
            messages.success(request, done % {"name": presenter.first_name})
        return redirect(safe_next(request, default=resolve_url(back)))
    status = 400 if form.errors else 200
    return TemplateResponse(request, "bookings/answer.html", {"presenter": presenter, "form": form}, status=status)


@require_safe
def invite(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """The calendar file: it puts the booking into a calendar, or takes a cancelled one out."""
    presenter = _presenter(request, booking)
    if not presenter.has_invitation:
        raise Http404
    method = ical.CANCEL if presenter.booking.status == BookingStatus.CANCELLED else ical.REQUEST
    content = ical.invitation(presenter.booking, reader=presenter.viewer, now=presenter.now)
    response = HttpResponse(content, content_type=f"text/calendar; charset=utf-8; method={method}")
    response["Content-Disposition"] = 'attachment; filename="invite.ics"'
    return response


def _presenter(request: MemberRequest, booking: uuid.UUID) -> BookingPresenter:
    rows = (
        Booking.objects.involving(request.user)
        .with_people()
        .select_related("cancelled_by", "prepared_by")
        .prefetch_related("no_shows")
    )
    [presenter] = presenters([get_object_or_404(rows, uuid=booking)], viewer=request.user, now=clock.now())
    return presenter
