"""“Still coming?”: one page, one button."""

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
from bookings.models import Booking
from bookings.presenters.bookings import BookingPresenter
from bookings.services.reconfirming import refusal_to_reconfirm
from core import clock
from core.http import MemberRequest, safe_next


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_coming(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """Ask the mentee; POST says yes. Anyone else, or a mentee who has answered, is redirected to the booking."""
    rows = Booking.objects.involving(request.user).with_people()
    presenter = BookingPresenter(get_object_or_404(rows, uuid=booking), request.user, clock.now())
    if request.method == "POST":
        try:
            services.reconfirming.reconfirm(booking=presenter.booking, by=request.user, now=presenter.now)
        except BookingRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Thank you! %(name)s is counting on you.") % {"name": presenter.first_name})
        return redirect(safe_next(request, default=presenter.booking.get_absolute_url()))
    if not presenter.can_reconfirm:
        answered = _("You’ve confirmed. Thank you!") if presenter.booking.reconfirmed_at else ""
        reason = refusal_to_reconfirm(presenter.booking, by=request.user, now=presenter.now)
        messages.info(request, reason or answered)
        return redirect(presenter.booking)
    return TemplateResponse(request, "bookings/still_coming.html", {"presenter": presenter})
