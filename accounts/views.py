"""The member's own page."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms import ProfileForm
from accounts.middleware import FACTORS
from accounts.models import User
from core.http import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: MemberRequest) -> HttpResponse:
    """Name, introduction, zone, language, and which optional mails to get."""
    member = User.objects.get(pk=request.user.pk)  # a copy: a refused form must not change the page's own member
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=member)
    if form.is_valid():
        user = services.update_profile(user=member, **form.values())
        with translation.override(user.language):
            messages.success(request, _("Saved."))
            return redirect("accounts:me")
    context = {"form": form, "second_factor": is_mfa_enabled(member, FACTORS)}
    return TemplateResponse(request, "accounts/me.html", context, status=400 if form.errors else 200)
