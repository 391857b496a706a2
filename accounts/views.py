"""The member's own page."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.forms import ProfileForm
from accounts.middleware import FACTORS
from accounts.models import User
from core import clock
from core.addresses import readable
from core.http import MemberRequest
from notifications import suppression
from notifications.models import ProblemKind


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: MemberRequest) -> HttpResponse:
    """Name, introduction, zone, language, and which optional emails to get."""
    member = User.objects.get(pk=request.user.pk)  # a copy: an invalid form must not change request.user
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=member, now=clock.now())
    if form.is_valid():
        user = services.update_profile(user=member, **form.values())
        with translation.override(user.language):
            messages.success(request, _("Saved."))
            return redirect("accounts:me")
    context = {
        "form": form,
        "second_factor": is_mfa_enabled(member, FACTORS),
        "problems": suppression.problems_of(member),
    }
    return TemplateResponse(request, "accounts/me.html", context, status=400 if form.errors else 200)


@require_POST
def trust_address(request: MemberRequest) -> HttpResponse:
    """Try the member's own address again."""
    what = request.POST.get("what")
    if what in ProblemKind.values and services.trust_address(
        user=request.user, what=ProblemKind(what), now=clock.now()
    ):
        if what == ProblemKind.BOUNCED:
            text = _("We’ve just sent an email to %(address)s. If it bounces too, you’ll see it here.")
            messages.success(request, text % {"address": readable(request.user.email)})
        else:
            messages.success(request, _("You’ll get the emails you chose again."))
    return redirect("accounts:me")
