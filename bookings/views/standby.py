"""Standing by for an hour that may become free: one page, one button."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.errors import BookingRefused
from bookings.forms.bookings import TopicForm
from bookings.models import StandbyOffer
from bookings.services import standby
from core import clock
from core.http import MemberRequest
from core.ratelimit import Limit

POSTS = Limit("standby", times=30, seconds=600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: MemberRequest, offer: uuid.UUID) -> HttpResponse:
    """Accept a standby offer, or stop standing by."""
    mine = StandbyOffer.objects.filter(member=request.user).select_related(
        "member", "booking__mentor__user", "booking__session_type"
    )
    row, now = get_object_or_404(mine, uuid=offer), clock.now()
    reason = standby.refusal_to_accept(row, by=request.user, now=now)
    if reason:
        messages.info(request, reason)
        return redirect(row.booking.mentor)
    if request.method == "POST" and request.POST.get("answer") == "no":
        standby.decline(offer=row, by=request.user)
        messages.success(request, _("You’re no longer standing by."))
        return redirect("bookings:list")
    form = TopicForm(
        request.POST if request.method == "POST" else None,
        initial={"topic": row.topic},
        mentor=row.booking.mentor,
        question=row.booking.session_type.question,
    )
    status = 200
    if request.method == "POST" and not POSTS.allows_request(request):
        form.add_error(None, _("That’s a lot of tries. Please wait ten minutes."))
        status = 429
    elif form.is_valid():
        try:
            standby.accept(offer=row, by=request.user, topic=form.cleaned_data["topic"], now=now)
        except BookingRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Thank you. If the time becomes yours, we’ll email you at once."))
            return redirect("bookings:list")
    if form.errors and status == 200:
        status = 400
    context = {"offer": row, "mentor": row.booking.mentor, "form": form}
    return TemplateResponse(request, "bookings/standby.html", context, status=status)
