"""A member's home page: their next session, their to-dos, and mentors they may want to book."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from accounts.hooks import to_do
from bookings.models import Booking
from bookings.presenters.meetings import MeetingPresenter
from core import clock
from core.http import MemberRequest
from directory.featured import faces, suggested

SESSIONS = 4  # the next one, and a few after it
TO_DOS = 6  # unless the reader asks for all
ALL = 100


def member_home(request: MemberRequest) -> HttpResponse:
    """Same URL as the front page. Never cached, like all members' pages."""
    now = clock.now()
    coming = Booking.objects.involving(request.user).confirmed().upcoming(at=now).order_by("starts_at")
    rows = Booking.objects.filter(pk__in=coming.values("pk")[:SESSIONS]).with_people().select_related("meeting")
    # Sorted here: to order so many columns, Django would look at each.
    ordered = sorted(rows.order_by(), key=lambda row: row.starts_at)
    sessions = [MeetingPresenter(row, request.user, now) for row in ordered]
    suggestions = suggested(request.user, now=now)
    has_some = suggestions.saved or suggestions.met or suggestions.new
    shown = ALL if "all" in request.GET else TO_DOS
    waiting = to_do(request.user, most=shown + 1, now=now)
    context = {
        "now": now,
        "next_session": sessions[0] if sessions else None,
        "later": sessions[1:],
        "both_roles": len({row.is_mentor for row in sessions}) > 1,
        "to_do": waiting[:shown],
        "has_more": "all" not in request.GET and len(waiting) > shown,
        "suggested": suggestions,
        "faces": [] if has_some else faces(request.user, now=now),
    }
    return TemplateResponse(request, "pages/member_home.html", context)
