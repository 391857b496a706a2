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
from bookings.models import Booking
from bookings.presenters.bookings import Seen
from bookings.services.reconfirming import refusal_to_reconfirm
from core import clock
from core.http import MemberRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_coming(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """Ask the mentee; a post says yes. Everybody else, and whoever has answered, is led to the booking."""
    rows = Booking.objects.involving(request.user).with_people()
    seen = Seen(get_object_or_404(rows, uuid=booking), request.user, clock.now())
    if request.method == "POST":
        try:
            services.reconfirm(booking=seen.booking, by=request.user, now=seen.now)
        except services.BookingRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Thank you. %(name)s counts on you.") % {"name": seen.name})
        return redirect(seen.booking)
    if not seen.can_reconfirm:
        answered = _("You have said that you are coming. Thank you.") if seen.booking.reconfirmed_at else ""
        reason = refusal_to_reconfirm(seen.booking, by=request.user, now=seen.now)
        messages.info(request, reason or answered)
        return redirect(seen.booking)
    return TemplateResponse(request, "bookings/still_coming.html", {"seen": seen})
