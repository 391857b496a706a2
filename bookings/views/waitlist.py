"""Asking to be notified when a mentor has time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bookings.forms.bookings import PreferredTimesForm
from bookings.models import WAITS, WaitlistEntry
from bookings.services import waitlist
from core import clock
from core.errors import Refused
from core.http import MemberRequest
from core.ratelimit import Limit
from mentors.models import Mentor

POSTS = Limit("wait", times=30, seconds=600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: MemberRequest, slug: str) -> HttpResponse:
    """Join the list, change the preferred times, or see your place."""
    mentor = get_object_or_404(Mentor.objects.with_page().select_related("user"), slug=slug)
    now = clock.now()
    entry = WaitlistEntry.objects.open(at=now).filter(mentor=mentor, member=request.user).first()
    initial = {"weekday": entry.weekday, "earliest": entry.earliest, "latest": entry.latest} if entry else {}
    form = PreferredTimesForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST" and not POSTS.allows_request(request):
        form.add_error(None, _("That’s a lot of tries. Please wait ten minutes."))
        status = 429
    elif request.method == "POST" and form.is_valid():
        try:
            waitlist.join(mentor=mentor, by=request.user, preferred=form.preferred(), now=now)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            text = _("Done. We’ll email you when %(name)s has new times.")
            messages.success(request, text % {"name": mentor.user.display_name})
            return redirect("bookings:list")
    if form.errors and status == 200:
        status = 400
    context = {"mentor": mentor, "entry": entry, "form": form, "days": WAITS.days}
    return TemplateResponse(request, "bookings/wait.html", context, status=status)


@require_POST
def stop_waiting(request: MemberRequest, slug: str) -> HttpResponse:
    """Leave a mentor's list; no error if the member is not on it.

    Members on the list can leave even if the mentor is hidden by now; others get a 404.
    """
    waited_for = WaitlistEntry.objects.of(request.user).values("mentor")
    mentor = get_object_or_404(Mentor.objects.with_page() | Mentor.objects.filter(pk__in=waited_for), slug=slug)
    waitlist.leave(mentor=mentor, member=request.user)
    messages.success(request, _("You’re no longer on the list."))
    return redirect("bookings:list")
