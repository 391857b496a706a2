"""Moving a booking: the mentee picks another time, the mentor offers up to three."""

import uuid
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bookings import services
from bookings.errors import BookingRefused
from bookings.fairness import refusal_of_pause
from bookings.forms.bookings import MessageForm, TimesForm, format_instant
from bookings.models import MOST_TIMES, Booking, MoveProposal
from bookings.openings import openings_to_move
from bookings.presenters.bookings import BookingPresenter, week_of
from bookings.services.moving import refusal_to_move, refusal_to_propose
from core import clock
from core.http import MemberRequest
from core.ratelimit import Limit

POSTS = Limit("move", times=30, seconds=600)
A_DAY = Limit("move-booking", times=10, seconds=24 * 60 * 60)  # of one booking; each move is an email to both
WHOLE_HORIZON = timedelta(days=366)  # more than any mentor's


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """Pick another time; a mentor picks up to three, for the mentee to choose from. Week by week."""
    rows = Booking.objects.involving(request.user).with_people()
    presenter = BookingPresenter(get_object_or_404(rows, uuid=booking), request.user, clock.now())
    judge = refusal_to_propose if presenter.is_mentor else refusal_to_move
    reason = judge(presenter.booking, by=request.user, now=presenter.now)
    if not reason and not presenter.is_mentor:
        reason = refusal_of_pause(request.user, now=presenter.now)
    if reason:
        messages.info(request, reason)
        return redirect(presenter.booking)
    most = MOST_TIMES if presenter.is_mentor else 1
    if request.method != "POST" or "week" in request.POST:  # a button that shows another week and keeps what is picked
        form = TimesForm(most=most, initial={"message": request.POST.get("message", "")})
        return _times_page(request, presenter, form)
    form = TimesForm(request.POST, most=most)
    if not POSTS.allows_request(request):
        refusal = _("That’s a lot of tries. Please wait ten minutes.")
        return _times_page(request, presenter, form, refusal=refusal, status=429)
    if not form.is_valid():
        return _times_page(request, presenter, form, status=400)
    if not A_DAY.allows(str(booking)):
        refusal = _("This booking has been moved many times today. Please wait until tomorrow, or cancel it.")
        return _times_page(request, presenter, form, refusal=refusal, status=429)
    try:
        done = _proposed(presenter, form) if presenter.is_mentor else _moved(presenter, form)
    except BookingRefused as refused:
        return _times_page(request, presenter, form, refusal=refused.message, status=409)
    messages.success(request, done % {"name": presenter.first_name})
    return redirect(presenter.booking)


def _proposed(presenter: BookingPresenter, form: TimesForm) -> str:
    starts, message = form.cleaned_data["at"], form.cleaned_data["message"]
    services.moving.propose(
        booking=presenter.booking, by=presenter.viewer, starts=starts, message=message, now=presenter.now
    )
    return _("We’ve asked %(name)s. The agreed time stays until they pick.")


def _moved(presenter: BookingPresenter, form: TimesForm) -> str:
    services.moving.move(
        booking=presenter.booking, by=presenter.viewer, starts_at=form.cleaned_data["at"][0], now=presenter.now
    )
    return _("Moved. We’ve told %(name)s.")


def _times_page(
    request: MemberRequest, presenter: BookingPresenter, form: TimesForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    end = presenter.now + WHOLE_HORIZON
    starts = openings_to_move(
        presenter.booking, after=presenter.now, before=end, proposed=presenter.is_mentor, now=presenter.now
    )
    picked = set(request.POST.getlist("at"))
    near = localdate(presenter.booking.starts_at)
    week = week_of(starts, wanted=_day(request.POST.get("week") or request.POST.get("shown") or "") or near)
    here = {format_instant(start) for _date, times in week.days for start in times}
    context = {
        "presenter": presenter,
        "form": form,
        "refusal": refusal,
        "week": week,
        "days": [(day, [(start, format_instant(start)) for start in times]) for day, times in week.days],
        "picked": picked,
        "elsewhere": [(start, format_instant(start)) for start in starts if format_instant(start) in picked - here],
        "most": MOST_TIMES,
    }
    return TemplateResponse(request, "bookings/move.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: MemberRequest, proposal: uuid.UUID) -> HttpResponse:
    """Answer a mentor's proposal: pick one of the times, or keep the agreed one."""
    row, presenter = _proposal(request, proposal)
    if presenter.is_mentor:
        return redirect(presenter.booking)
    if not MoveProposal.objects.open(at=presenter.now).filter(pk=row.pk).exists():
        messages.info(request, _("This proposal is out of date: it’s been answered, or the booking has changed since."))
        return redirect(presenter.booking)
    form = MessageForm(
        request.POST if request.method == "POST" else None,
        label=_("Message to %(name)s") % {"name": presenter.first_name},
        help_text=_("We include it if you keep the agreed time."),
    )
    free = _still_free(row, presenter)
    times = [(start, format_instant(start), start in free) for start in row.starts]
    refusal, status = "", 200
    if request.method == "POST":
        answer = request.POST.get("answer")
        chosen = {value: start for start, value, _free in times}.get(request.POST.get("at", ""))
        refusal, status = "", 400
        if answer == "move" and chosen is None:
            refusal = _("Please pick one of the times.")
        elif answer in ("move", "keep") and form.is_valid():
            try:
                if answer == "move" and chosen is not None:
                    services.moving.accept(proposal=row, by=request.user, starts_at=chosen, now=presenter.now)
                    messages.success(request, _("Moved. We’ve told %(name)s.") % {"name": presenter.first_name})
                else:
                    services.moving.keep_time(
                        proposal=row, by=request.user, message=form.cleaned_data["message"], now=presenter.now
                    )
                    messages.success(
                        request, _("The time stays the same. We’ve told %(name)s.") % {"name": presenter.first_name}
                    )
            except BookingRefused as refused:
                refusal, status = refused.message, 409
            else:
                return redirect(presenter.booking)
    context = {
        "presenter": presenter,
        "proposal": row,
        "times": times,
        "form": form,
        "refusal": refusal,
        "any_free": bool(free),
    }
    return TemplateResponse(request, "bookings/proposal.html", context, status=status)


@require_POST
def withdraw(request: MemberRequest, proposal: uuid.UUID) -> HttpResponse:
    """Withdraw a proposal, as its mentor."""
    row, presenter = _proposal(request, proposal)
    try:
        services.moving.withdraw(proposal=row, by=request.user, now=presenter.now)
    except BookingRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Withdrawn. The agreed time stays."))
    return redirect(presenter.booking)


def _proposal(request: MemberRequest, identifier: uuid.UUID) -> tuple[MoveProposal, BookingPresenter]:
    mine = Booking.objects.involving(request.user)
    rows = MoveProposal.objects.filter(booking__in=mine)
    row = get_object_or_404(
        rows.select_related("booking__mentor__user", "booking__mentee", "booking__session_type"), uuid=identifier
    )
    return row, BookingPresenter(row.booking, request.user, clock.now())


def _still_free(row: MoveProposal, presenter: BookingPresenter) -> set[object]:
    """The offered times that are still free."""
    first, last = row.starts[0], row.starts[-1]
    return set(
        openings_to_move(
            presenter.booking, after=first, before=last + timedelta(minutes=1), proposed=True, now=presenter.now
        )
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
