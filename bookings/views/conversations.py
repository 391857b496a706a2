"""From a booking to the conversation of its two people."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from bookings.models import Booking
from conversations.errors import MessageRefused
from conversations.services.opening import open_between
from core import clock
from core.http import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest, booking: uuid.UUID) -> HttpResponse:
    """Open the conversation with the other person of a booking. A GET redirects to the booking's page."""
    row = get_object_or_404(Booking.objects.involving(request.user).with_people(), uuid=booking)
    if request.method != "POST":
        return redirect(row)
    try:
        found = open_between(reader=request.user, other=row.other_than(request.user), now=clock.now())
    except MessageRefused as refusal:
        messages.error(request, refusal.message)
        return redirect(row)
    return redirect(found)
