"""Reporting someone: from their profile and from their words on another’s, for visitors too, and wherever two meet."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.codes import may_mail
from accounts.models import User
from bookings.models import Booking
from conversations.models import Conversation, Message
from core import clock
from core.dates import short_datetime
from core.http import MemberRequest
from core.ratelimit import Limit
from feedback.models import Feedback
from matching.models import Ask, Participant
from mentors.models import Mentor
from mentorships.models import Mentorship
from safety.errors import ReportRefused
from safety.forms import ReportForm
from safety.models import Place
from safety.services import reports

REPORTS = Limit("report", times=5, seconds=60 * 60)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_mentor(request: HttpRequest, slug: str) -> HttpResponse:
    """Report a mentor from their profile."""
    mentor = get_object_or_404(Mentor.objects.with_page().select_related("user"), slug=slug)
    return _report(request, mentor.user, Place.PROFILE, back=mentor.get_absolute_url())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_in_booking(request: MemberRequest, booking: UUID) -> HttpResponse:
    """Report the other person of a booking."""
    row = get_object_or_404(Booking.objects.involving(request.user).with_people(), uuid=booking)
    return _report(request, row.other_than(request.user), Place.BOOKING, back=row.get_absolute_url(), booking=row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_feedback(request: MemberRequest, feedback: UUID) -> HttpResponse:
    """Report what a mentee has written, as the mentor whom it was given to."""
    theirs = Feedback.objects.filter(given_to__user=request.user).select_related("request__booking__mentee")
    row = get_object_or_404(theirs, uuid=feedback)
    return _report(request, row.request.booking.mentee, Place.FEEDBACK, back="feedback:received", feedback=row)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_quote(request: HttpRequest, feedback: UUID) -> HttpResponse:
    """Report a mentee’s words on a mentor’s profile. The page doesn’t name the mentee, as the profile doesn’t."""
    shown = Feedback.objects.public().filter(given_to__in=Mentor.objects.with_page())
    row = get_object_or_404(shown.select_related("request__booking__mentee", "given_to"), uuid=feedback)
    about, back = row.request.booking.mentee, row.given_to.get_absolute_url()
    return _report(request, about, Place.FEEDBACK, back=back, title=_("Report these words"), feedback=row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_in_request(request: MemberRequest, ask: UUID) -> HttpResponse:
    """Report the mentor of a request, as its mentee, for a question too; or the mentee, as the mentor."""
    row = get_object_or_404(Ask.objects.seen_by(request.user).with_people(), uuid=ask)
    other = row.other_than(request.user)
    return _report(request, other, Place.REQUEST, back=row.request.get_absolute_url(), ask=row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_in_round(request: MemberRequest, participant: UUID) -> HttpResponse:
    """Report someone of a round, for their note or as the other one of a pair."""
    met = Participant.objects.met_by(request.user).select_related("member", "round")
    row = get_object_or_404(met, uuid=participant)
    return _report(request, row.member, Place.ROUND, back=row.round.get_absolute_url(), participant=row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_in_mentorship(request: MemberRequest, mentorship: UUID) -> HttpResponse:
    """Report the other one of a mentorship."""
    row = get_object_or_404(Mentorship.objects.of(request.user).with_people(), uuid=mentorship)
    other, back = row.other_than(request.user), row.get_absolute_url()
    return _report(request, other, Place.MENTORSHIP, back=back, mentorship=row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_message(request: MemberRequest, message: UUID) -> HttpResponse:
    """Report a message to the reader; the team gets it and the five before and after it."""
    rows = Message.objects.filter(conversation__in=Conversation.objects.of(request.user), removed_at=None)
    theirs = rows.exclude(author=request.user).select_related("author", "conversation")
    row = get_object_or_404(theirs, uuid=message)
    back = row.conversation.get_absolute_url()
    return _report(request, row.author, Place.MESSAGE, back=back, message=row)


def _report(
    request: HttpRequest, about: User, place: Place, *, back: str, title: str = "", **where: Any
) -> HttpResponse:
    member = request.user if isinstance(request.user, User) else None
    form = ReportForm(request.POST if request.method == "POST" else None, member=member)
    if form.is_valid():
        said = form.cleaned_data
        address = said.get("email", "")
        if not REPORTS.allows_request(request) or (address and not may_mail(address, request)):
            form.add_error(None, _("You’ve reported several things. Please wait an hour, or write to us."))
        elif form.is_from_robot:
            return redirect(back)
        else:
            try:
                row = reports.report(
                    about=about,
                    place=place,
                    kind=said["kind"],
                    words=said["words"],
                    by=member,
                    address=address,
                    language=get_language() or settings.LANGUAGE_CODE,
                    now=clock.now(),
                    **where,
                )
            except ReportRefused as refusal:
                form.add_error(None, refusal.message)
            else:
                text = _("Thank you. Your report has the number %(number)s, and we’ll answer by %(day)s.")
                messages.success(request, text % {"number": row.number, "day": short_datetime(row.due_at)})
                return redirect(back)
    title = title or _("Report %(name)s") % {"name": about.display_name}
    context = {"form": form, "title": title, "back": back, "is_message": place == Place.MESSAGE}
    return TemplateResponse(request, "safety/report.html", context, status=400 if form.errors else 200)
