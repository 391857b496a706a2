"""No-shows: reporting one, and the page on which both people follow what happens next."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings import services
from bookings.errors import BookingRefused
from bookings.fairness import expiry, has_strike, pause_of
from bookings.forms.bookings import MessageForm, ReportForm
from bookings.models import Booking, NoShow
from bookings.presenters.bookings import BookingPresenter, presenters
from bookings.services.no_shows import refusal_to_answer, refusal_to_appeal, refusal_to_report
from core import clock
from core.http import MemberRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """Report that the other person did not come. Someone already reported is led to that report instead.

    If they had opened the form before, what they wrote is their answer.
    """
    rows = Booking.objects.involving(request.user).with_people().prefetch_related("no_shows")
    row, now = get_object_or_404(rows, uuid=booking), clock.now()
    [presenter] = presenters([row], viewer=request.user, now=now)
    talked = presenter.follow_up.talked
    if presenter.to_answer:
        return _answered_instead(request, presenter, presenter.to_answer)
    if reason := refusal_to_report(row, by=request.user, now=now, talked=talked):
        messages.info(request, reason)
        return redirect(row)
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        label=_("Message to %(name)s") % {"name": presenter.first_name},
        help_text=_("For example, how long you waited. We’ll include it in our email to them."),
        talked=talked,
    )
    if form.is_valid():
        try:
            told = services.no_shows.report(booking=row, by=request.user, now=now, **form.cleaned_data)
        except BookingRefused as refused:
            messages.error(request, refused.message)
            return redirect(row)
        messages.success(request, _("Thanks. We’ve asked %(name)s what happened.") % {"name": presenter.first_name})
        return redirect(told)
    status = 400 if form.errors else 200
    return TemplateResponse(
        request, "bookings/report_no_show.html", {"presenter": presenter, "form": form}, status=status
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no_show(request: MemberRequest, no_show: uuid.UUID) -> HttpResponse:
    """The state of a report; the person reported missing answers it here, or appeals."""
    rows = NoShow.objects.filter(booking__in=Booking.objects.involving(request.user)).with_people()
    row = get_object_or_404(rows, uuid=no_show)
    presenter = BookingPresenter(row.booking, request.user, clock.now())
    can_answer = not refusal_to_answer(row, by=request.user, now=presenter.now)
    can_appeal = not refusal_to_appeal(row, by=request.user, now=presenter.now)
    form = MessageForm(
        request.POST if request.method == "POST" else None,
        label=_("Message to %(name)s") % {"name": presenter.first_name}
        if can_answer
        else _("What the club team should know"),
        help_text=_("If you were there, please fill this in: the club team reads it too.") if can_answer else "",
        required=can_appeal,
    )
    refusal, status = "", 200
    if request.method == "POST":
        refusal, status = _("Please choose one of the answers."), 400
        answer = request.POST.get("answer")
        if answer in ("agree", "disagree", "appeal") and form.is_valid():
            try:
                done = _answered(row, presenter, answer, form.cleaned_data["message"])
            except BookingRefused as refused:
                refusal, status = refused.message, 409
            else:
                messages.success(request, done % {"name": presenter.first_name})
                return redirect(row)
    is_mine = request.user == row.absentee
    context = {
        "presenter": presenter,
        "no_show": row,
        "is_mine": is_mine,
        "can_answer": can_answer,
        "can_appeal": can_appeal,
        "expires_at": expiry(row),
        "has_strike": can_answer and row.is_mentees and has_strike(request.user, now=presenter.now),
        "pause": pause_of(request.user, now=presenter.now) if is_mine and row.is_mentees and row.is_confirmed else None,
        "form": form,
        "refusal": "" if form.errors else refusal,
    }
    return TemplateResponse(request, "bookings/no_show.html", context, status=status)


def _answered_instead(request: MemberRequest, presenter: BookingPresenter, told: NoShow) -> HttpResponse:
    """Lead to the report about the reader, with their words as the answer to it, if they have sent any."""
    message = request.POST.get("message", "")[:1000]
    if request.method == "POST" and message.strip():
        try:
            done = _answered(told, presenter, "disagree", message)
        except BookingRefused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, done % {"name": presenter.first_name})
    return redirect(told)


def _answered(row: NoShow, presenter: BookingPresenter, answer: str, message: str) -> str:
    """Do what the button says, and return the message to show."""
    if answer == "appeal":
        services.no_shows.appeal(no_show=row, by=presenter.viewer, message=message, now=presenter.now)
        return _("The club team has your message and will email you.")
    services.no_shows.answer(
        no_show=row, by=presenter.viewer, agree=answer == "agree", message=message, now=presenter.now
    )
    if answer == "agree":
        return _("Thank you for telling us. We’ve let %(name)s know.")
    return _("Thank you. We’ve told %(name)s, and the club team will look into it.")
