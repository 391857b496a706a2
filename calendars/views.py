"""Desk pages for a mentor's outside calendars."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from calendars import services
from calendars.forms import CalendarForm
from calendars.models import CalendarKind
from calendars.presenters import calendars_of
from core import clock
from core.errors import Refused
from core.http import MemberRequest
from integrations import google
from mentors.decorators import mentor_required
from mentors.models import Mentor


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def calendar_list(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """List the calendars, with a field to add one. htmx polls just the list while a calendar is being read."""
    now = clock.now()
    form = CalendarForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.add_calendar(mentor=mentor, by=mentor.user, address=form.cleaned_data["address"], now=now)
        except Refused as refusal:
            form.add_error("address", refusal.message)
        else:
            messages.success(request, _("Added. We’re reading it now."))
            return redirect("calendars:list")
    seen = calendars_of(mentor, now=now)
    context = {
        "mentor": mentor,
        "form": form,
        "calendars": seen,
        "is_reading": any(row.is_reading for row in seen),
        "google": google.connection(mentor.user, back=request.path),
        "has_google": any(row.calendar.kind == CalendarKind.GOOGLE for row in seen),
        "is_full": len(seen) >= services.MOST_CALENDARS,
        "most": services.MOST_CALENDARS,
        "now": now,
    }
    template = "_list" if request.htmx and request.method == "GET" else "list"
    return TemplateResponse(request, f"calendars/{template}.html", context, status=400 if form.errors else 200)


@require_POST
@mentor_required
def add_google(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Add the mentor's Google calendar."""
    try:
        services.add_google(mentor=mentor, by=mentor.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Added. We’re reading it now."))
    return redirect("calendars:list")


@require_POST
@mentor_required
def read(request: MemberRequest, mentor: Mentor, calendar: uuid.UUID) -> HttpResponse:
    """Read a calendar now."""
    row = get_object_or_404(mentor.outside_calendars.select_related("mentor"), uuid=calendar)
    try:
        services.read_soon(calendar=row, by=mentor.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("We’re reading it now."))
    return redirect("calendars:list")


@require_POST
@mentor_required
def remove(request: MemberRequest, mentor: Mentor, calendar: uuid.UUID) -> HttpResponse:
    """Remove a calendar."""
    row = get_object_or_404(mentor.outside_calendars.select_related("mentor"), uuid=calendar)
    services.remove_calendar(calendar=row, by=mentor.user, now=clock.now())
    messages.success(request, _("Removed. It no longer counts."))
    return redirect("calendars:list")
