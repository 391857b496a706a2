"""A path through the first hour: for a mentorship it fills the agreement, for any other two it is a page to read."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.http import MemberRequest
from mentorships import services
from mentorships.forms import AgreementForm
from mentorships.presenters.first_hour import parts
from mentorships.views.frame import if_on, own, tried


@if_on
@require_safe
def first_talk(request: MemberRequest) -> HttpResponse:
    """Questions for two who meet for the first time. Nothing is saved."""
    return TemplateResponse(request, "mentorships/first_talk.html", {"parts": parts()})


@if_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_hour(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Questions, and the lines of the agreement to fill meanwhile. Saving makes a draft that both sign later."""
    row = own(request, mentorship)
    if request.method != "POST" and row.state not in services.agreeing.CHANGEABLE:
        return redirect(row)
    latest = row.agreements.last()
    seen = {"version": latest.version if latest else 0}
    form = AgreementForm(request.POST or None, instance=latest, initial=seen)
    refusal, status = "", 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            _made, refusal, status = tried(
                request,
                lambda: services.agreeing.draft(
                    mentorship=row,
                    by=request.user,
                    version=form.cleaned_data["version"],
                    lines=form.lines(),
                    now=clock.now(),
                ),
            )
            if not refusal:
                messages.success(request, _("Saved. Now you both read it, and sign."))
                return redirect(row)
            form = AgreementForm({**request.POST.dict(), **seen}, instance=latest)  # saving again replaces it knowingly
    now_there = row.agreements.last() if refusal else None
    context = {
        "row": row,
        "name": row.other_than(request.user).get_short_name(),
        "form": form,
        "parts": parts(form),
        "refusal": refusal,
        "now_there": now_there,
    }
    return TemplateResponse(request, "mentorships/first_hour.html", context, status=status)
