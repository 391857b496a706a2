"""Three cards to read before the first mentorship."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.http import MemberRequest, safe_next
from mentorships import services
from mentorships.presenters.cards import cards_of
from mentorships.views.frame import if_on


@if_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cards(request: MemberRequest, *, as_mentor: bool) -> HttpResponse:
    """Read the cards of a role, and say once that one has."""
    if request.method == "POST":
        services.learning.confirm(member=request.user, as_mentor=as_mentor, now=clock.now())
        messages.success(request, _("Thank you. You find the cards under “Mentorships” at any time."))
        return redirect(safe_next(request, default="mentorships:mentorships"))
    context = {
        "as_mentor": as_mentor,
        "cards": cards_of(as_mentor=as_mentor),
        "has_read": services.learning.has_read(member=request.user, as_mentor=as_mentor),
    }
    return TemplateResponse(request, "mentorships/cards.html", context)
