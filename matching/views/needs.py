"""What a member looks for, three mentors for it, and those they leave out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import Refused
from core.http import MemberRequest
from matching import services
from matching.forms import DismissalForm, NeedForm
from matching.models import Dismissal, DismissalReason
from matching.reasons import missing
from matching.suggestions import need_of, suggestions
from mentors.models import Mentor

AT_FIRST, ALL = 3, 12


@require_safe
def for_you(request: MemberRequest) -> HttpResponse:
    """Three mentors who fit what the member looks for, with reasons; twelve on request."""
    need, now = need_of(request.user), clock.now()
    if need is None:
        return redirect("matching:need")
    shows_all = "more" in request.GET
    most, apart = ALL if shows_all else AT_FIRST, Mentor.objects.apart_from(request.user)
    found = suggestions(need, most=most, apart=apart, zone=timezone.get_current_timezone(), now=now)
    context = {
        "need": need,
        "found": found,
        "shows_all": shows_all,
        "missing": missing(need),
        "reasons": DismissalReason.choices,
        "left_out": Dismissal.objects.of(request.user).count(),
    }
    return TemplateResponse(request, "matching/for_you.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: MemberRequest) -> HttpResponse:
    """Say what one is looking for, or change it."""
    form = NeedForm(request.POST if request.method == "POST" else None, need=need_of(request.user))
    if form.is_valid():
        try:
            services.save_need(wanted=form.wanted(), by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("matching:for_you")
    return TemplateResponse(request, "matching/need.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def dismiss(request: MemberRequest, slug: str) -> HttpResponse:
    """Leave a mentor out from now on, and learn from why."""
    mentor = get_object_or_404(Mentor.objects.with_page().select_related("user"), slug=slug)
    form = DismissalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose why, and we’ll learn from it."))
        return redirect("matching:for_you")
    reason = DismissalReason(form.cleaned_data["reason"])
    try:
        services.dismiss(mentor=mentor, reason=reason, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        words = _("We won’t suggest %(name)s again. They aren’t told.") % {"name": mentor.user.display_name}
        messages.success(request, words)
    return redirect(reverse("matching:for_you") + ("?more" if "more" in request.POST else ""))


@require_POST
def show_again(request: MemberRequest) -> HttpResponse:
    """Suggest everyone again whom the member had left out."""
    services.forget_dismissals(by=request.user)
    messages.success(request, _("Everyone may be suggested to you again."))
    return redirect("matching:for_you")


@require_POST
def forget(request: MemberRequest) -> HttpResponse:
    """Forget what the member looks for, and whom they left out."""
    services.forget_need(by=request.user)
    messages.success(request, _("Forgotten. You can tell us again at any time."))
    return redirect("directory:list")
