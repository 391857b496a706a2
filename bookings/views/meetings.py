"""Meetings: the join page, the host's link, and replacing the link."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from bookings import services
from bookings.errors import BookingRefused
from bookings.forms.bookings import LinkForm
from bookings.hooks import NOTHING, follow_ups
from bookings.models import Booking
from bookings.presenters.meetings import MeetingPresenter, start_link
from core import clock
from core.http import MemberRequest
from core.ratelimit import Limit

LINKS = Limit("link", times=20, seconds=600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """Show the current link from ten minutes before the start; POST says that the reader is late. The page polls."""
    presenter = _presenter(request, booking)
    if request.method == "POST":
        try:
            services.meetings.say_late(booking=presenter.booking, by=request.user, now=presenter.now)
        except BookingRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("We’ve told %(name)s.") % {"name": presenter.first_name})
        return redirect("bookings:join", booking)
    if not presenter.booking.is_confirmed:
        page = presenter.booking.get_absolute_url()
        return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
    if request.htmx and request.GET.get("shown") == presenter.shown:
        return HttpResponse(status=204)  # nothing to swap, so the page doesn't jump
    return TemplateResponse(request, "bookings/join.html", {"presenter": presenter})


@never_cache
@require_safe
def start(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """Redirect the mentor to the room as its host; if that fails, to the page with the link for both people."""
    presenter = _presenter(request, booking)
    if not presenter.is_mentor:
        raise Http404
    link = start_link(presenter)
    if not link:
        messages.info(request, _("The host link doesn’t work at the moment. Use the link below."))
        return redirect("bookings:join", booking)
    return redirect(link)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """Replace the link with one of the mentor's."""
    presenter = _presenter(request, booking)
    if not presenter.is_mentor:
        raise Http404
    form = LinkForm(request.POST if request.method == "POST" else None)
    if not presenter.can_give_link:
        messages.info(request, _("This booking is no longer on."))
        return redirect(presenter.booking)
    if form.is_valid() and not LINKS.allows_request(request):
        form.add_error("url", _("You’ve changed the link many times. Please wait ten minutes."))
    if form.is_valid():
        try:
            url = form.cleaned_data["url"]
            services.meetings.give_link(booking=presenter.booking, by=request.user, url=url, now=presenter.now)
        except BookingRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Saved. We’ve told %(name)s.") % {"name": presenter.first_name})
        return redirect("bookings:join", booking)
    context = {"presenter": presenter, "form": form}
    return TemplateResponse(request, "bookings/link.html", context, status=400 if form.errors else 200)


def _presenter(request: MemberRequest, booking: uuid.UUID) -> MeetingPresenter:
    rows = Booking.objects.involving(request.user).with_people().select_related("meeting", "prepared_by")
    row, now = get_object_or_404(rows, uuid=booking), clock.now()
    return MeetingPresenter(row, request.user, now, follow_ups([row], now=now).get(row.pk, NOTHING))
