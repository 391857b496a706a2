"""Saving a mentor, to find them again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import Refused
from core.http import MemberRequest, safe_next
from mentors.models import Mentor, SavedMentor
from mentors.services import saving


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save_mentor(request: MemberRequest, slug: str) -> HttpResponse:
    """Save a mentor. The page with the button is for those who had to sign in first; others press it on the profile."""
    mentor = get_object_or_404(Mentor.objects.with_page().select_related("user"), slug=slug)
    if request.method == "POST":
        try:
            saving.save_mentor(mentor=mentor, by=request.user, now=clock.now())
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            text = _("Saved. You’ll find %(name)s on your home page.")
            messages.success(request, text % {"name": mentor.user.get_short_name()})
        return redirect(mentor)
    if mentor.user_id == request.user.pk or SavedMentor.objects.of(request.user).filter(mentor=mentor).exists():
        return redirect(mentor)
    return TemplateResponse(request, "mentors/save.html", {"mentor": mentor})


@require_POST
def unsave_mentor(request: MemberRequest, slug: str) -> HttpResponse:
    """Remove a mentor from those saved; does no harm if they were not.

    A mentor who is hidden by now can be removed as well, but only by whoever saved them: others get a 404.
    """
    saved = SavedMentor.objects.of(request.user).values("mentor")
    rows = Mentor.objects.with_page() | Mentor.objects.filter(pk__in=saved)
    mentor = get_object_or_404(rows.select_related("user"), slug=slug)
    saving.unsave_mentor(mentor=mentor, member=request.user)
    messages.success(request, _("%(name)s is no longer saved.") % {"name": mentor.user.get_short_name()})
    return redirect(safe_next(request, default=mentor.get_absolute_url() if mentor.is_shown else reverse("pages:home")))
