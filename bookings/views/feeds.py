"""The private calendar feed: its settings page, and the feed itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings import ical
from bookings.models import CalendarFeed
from bookings.services import feeds
from core import clock
from core.http import MemberRequest
from mentors.models import Mentor


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest) -> HttpResponse:
    """Show the feed's address, renew it or close it, and decide what it says."""
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "open":
            feeds.open_feed(by=request.user)
        elif action == "renew":
            feeds.renew_feed(by=request.user)
            messages.success(request, _("This is your new address. The old one no longer works."))
        elif action in ("show_words", "leave_out_words"):
            feeds.show_words(by=request.user, shown=action == "show_words")
        elif action == "close":
            feeds.close_feed(by=request.user)
            messages.success(request, _("The address no longer works."))
        return redirect("bookings:feed_settings")
    feed = CalendarFeed.objects.filter(user=request.user.pk).first()
    address = feeds.address(feed) if feed else ""
    context = {
        "address": address,
        "subscribe": "webcal:" + address.partition(":")[2] if address else "",
        "is_mentor": Mentor.objects.of(request.user).exists(),
        "with_words": feed is not None and feed.with_words,
    }
    return TemplateResponse(request, "bookings/feed.html", context)


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A member's bookings for a calendar app. A wrong or closed address is a 404 that reveals nothing."""
    opened = feeds.by_token(token)
    if opened is None:
        raise Http404
    rows = feeds.in_feed(opened, now=clock.now())
    # No Last-Modified: we don't record when a name, a language or the setting changed.
    etag = ical.feed_version(rows, reader=opened.user, with_words=opened.with_words)
    response = HttpResponse(content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="bookings.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    kept = get_conditional_response(request, etag=etag, response=response)
    if kept is not None and kept is not response:
        return kept
    with translation.override(opened.user.language):
        response.content = ical.feed(rows.holding_time(), reader=opened.user, with_words=opened.with_words)
    return response
