"""The mentor's own profile."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.middleware import words_of
from core import clock
from core.http import MemberRequest
from core.markdown import render
from core.ratelimit import Limit
from mentors import services
from mentors.forms import ProfileForm
from mentors.models import Mentor

LONGEST_PREVIEW = 6000
PHOTOS = Limit("photo", times=10, seconds=600)
SAVES = Limit("profile", times=60, seconds=600)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    """Show the form, preview the text, or save everything."""
    mentor = get_object_or_404(Mentor.objects.of(request.user).prefetch_related("topics"))
    if request.method != "POST":
        return _page(request, ProfileForm(instance=mentor), mentor)
    if request.POST.get("action") == "preview":
        preview = render(request.POST.get("bio", "")[:LONGEST_PREVIEW])
        if request.htmx:
            return TemplateResponse(request, "mentors/_preview.html", {"preview": preview})
        return _page(request, ProfileForm(request.POST, instance=mentor), mentor, preview=preview)
    if not SAVES.allows_request(request) or (request.FILES and not PHOTOS.allows_request(request)):
        return TemplateResponse(request, "429.html", {"words": words_of(request)}, status=429)
    form = ProfileForm(request.POST, request.FILES, instance=mentor)
    if form.is_valid():
        try:
            services.update_profile(
                mentor=mentor,
                by=request.user,
                profile=form.cleaned_data,
                photo=form.cleaned_data["photo"],
                remove_photo=form.cleaned_data.get("remove_photo", False),
                now=clock.now(),
            )
        except services.ProfileRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            if mentor.has_gone_live():
                return redirect("directory:live")
            messages.success(request, _("Your profile is saved."))
            return redirect("mentors:profile")
    return _page(request, form, mentor)


def _page(request: MemberRequest, form: ProfileForm, mentor: Mentor, *, preview: str | None = None) -> HttpResponse:
    missing = services.missing_from(mentor)
    context = {"form": form, "mentor": mentor, "preview": preview, "missing": missing}
    return TemplateResponse(request, "mentors/profile.html", context)
