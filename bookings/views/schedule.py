"""The mentor's hours, dates that differ, and rules. Before a change affects bookings, the mentor is asked."""

from copy import copy
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bookings import services
from bookings.availability import Schedule, most_in_a_week, next_minute
from bookings.forms.desk import DatesForm, DaySpans, HoursForm
from bookings.forms.presets import PRESETS
from bookings.models import SessionType
from bookings.openings import openings_for, rules_of, schedule_of
from bookings.presenters.dates import DateRange, in_ranges
from bookings.views.affected_bookings import AGAIN, apply_or_ask
from bookings.views.desk import WEEK, next_page
from core import clock
from core.errors import Refused
from core.http import MemberRequest
from mentors.decorators import mentor_required
from mentors.models import Mentor

DAY = 24 * 60  # minutes


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def hours(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """The week in the mentor's zone, and the rules; saved as a whole or not at all."""
    now = clock.now()
    saved = [(row.weekday, row.starts, row.ends) for row in mentor.weekly_hours.all()]
    rules = copy(rules_of(mentor))  # a refused form must not change the rules that the page computes with
    form = HoursForm(request.POST if request.method == "POST" else None, weekly=saved, rules=rules)
    refused = False
    if request.method == "POST":
        if form.is_valid():
            weekly, wanted = form.weekly(), form.rules.rules()
            if "copy" in request.POST:
                copied = _copied(weekly, request.POST)
                form = HoursForm(None, weekly=copied, rules=form.rules.instance)
                messages.info(request, _("Copied. Save if it looks right."))
                return _hours_page(request, mentor, form, now=now, refused=False)
            preset = next((each for each in PRESETS if each.slug == request.POST.get("preset")), None)
            if preset:
                form = HoursForm(None, weekly=preset.added_to(weekly), rules=form.rules.instance)
                messages.info(request, _("Filled in. Save if it looks right."))
            if preset or AGAIN in request.POST:
                return _hours_page(request, mentor, form, now=now, refused=False)
            try:
                change = services.schedule.WeeklyHoursChange(weekly, wanted)
                page = apply_or_ask(request, mentor, change, now=now)
            except Refused as refusal:
                form.rules.add_error(None, refusal.message)
            else:
                if page is not None:
                    return page
                return next_page(request, mentor, back="bookings:hours")
        refused = True
    return _hours_page(request, mentor, form, now=now, refused=refused)


def _hours_page(
    request: MemberRequest, mentor: Mentor, form: HoursForm, *, now: datetime, refused: bool
) -> HttpResponse:
    schedule = schedule_of(mentor)
    kinds = list(mentor.session_types.offered().order_by("minutes", "position", "pk"))
    offered = _offered([(hours.weekday, hours.starts, hours.ends) for hours in schedule.weekly])
    context = {
        "mentor": mentor,
        "form": form,
        "presets": PRESETS,
        "refused": refused,
        "offered": offered,
        "offered_up": ceil(offered),  # plural forms only work with whole numbers
        "room": _room(schedule, kinds, now=now),
        "next_openings": _next_openings(mentor, kinds[0], now=now) if kinds else [],
    }
    return TemplateResponse(request, "bookings/desk/hours.html", context, status=400 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def dates(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Dates that differ: add one or several, and see them all."""
    now = clock.now()
    data = request.POST if request.method == "POST" else None
    form, spans = DatesForm(data), DaySpans(data, prefix="spans", form_kwargs={"day": _("On these days")})
    valid = [form.is_valid(), spans.is_valid()]
    if all(valid) and AGAIN not in request.POST:
        first = form.cleaned_data["first"]
        last = form.cleaned_data["last"] or first
        try:
            change = services.schedule.DatesChange(first, last, _chosen_spans(form, spans))
            page = apply_or_ask(request, mentor, change, now=now)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            if page is not None:
                return page
            number = (last - first).days + 1
            text = ngettext("%(number)d day saved.", "%(number)d days saved.", number)
            messages.success(request, text % {"number": number})
            return redirect("bookings:dates")
    context = {
        "mentor": mentor,
        "form": form,
        "spans": spans,
        "dates": _coming_dates(mentor, now=now),
    }
    refused = data is not None and AGAIN not in data
    return TemplateResponse(request, "bookings/desk/dates.html", context, status=400 if refused else 200)


def _coming_dates(mentor: Mentor, *, now: datetime) -> list[DateRange]:
    """Exceptions from today on, grouped as they were set."""
    return in_ranges(mentor.date_overrides.filter(date__gte=timezone.localdate(now)).prefetch_related("spans"))


def _chosen_spans(form: DatesForm, spans: BaseFormSet) -> list[tuple[time, time]]:
    """The spans that the mentor entered; times left in the form for a closed day do not count."""
    if form.cleaned_data["kind"] == "closed":
        return []
    found: list[tuple[time, time]] = spans.spans()  # type: ignore[attr-defined]
    if not found:
        raise services.hours.HoursRefused(_("Add the hours you have on these days."))
    return found


@require_POST
@mentor_required
def clear_dates(request: MemberRequest, mentor: Mentor, first: date, last: date) -> HttpResponse:
    """Make a date, or several in a row, follow the weekly hours again."""
    now = clock.now()
    if AGAIN not in request.POST:
        page = apply_or_ask(request, mentor, services.schedule.DatesCleared(first, last), now=now)
        if page is not None:
            return page
        one, several = _("This day follows your weekly hours again."), _("These days follow your weekly hours again.")
        messages.success(request, one if first == last else several)
    return redirect("bookings:dates")


def _offered(weekly: list[tuple[int, time, time]]) -> float:
    """How many hours a week the spans come to; time that overlaps another day's spans counts once."""
    minutes: set[int] = set()
    for weekday, starts, ends in weekly:
        length = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
        first = weekday * DAY + starts.hour * 60 + starts.minute
        last = first + (length if length > 0 else length + DAY)
        minutes |= {minute % (7 * DAY) for minute in range(first, last)}
    return round(len(minutes) / 60, 1)


def _room(schedule: Schedule, kinds: list[SessionType], *, now: datetime) -> list[tuple[SessionType, int]]:
    """How many sessions of each type the saved hours and rules have room for in a week, if people book only those."""
    return [
        (kind, most_in_a_week(schedule, duration=timedelta(minutes=kind.minutes), now=next_minute(now)))
        for kind in kinds
    ]


def _next_openings(mentor: Mentor, kind: SessionType, *, now: datetime) -> list[datetime]:
    """The first few times that someone could book, so that the mentor can check the settings."""
    return openings_for(mentor, kind, after=now, before=now + 2 * WEEK, viewer=None, now=now)[:6]


def _copied(weekly: list[tuple[int, time, time]], data: Any) -> list[tuple[int, time, time]]:
    """The week with one day's times copied to the chosen days, for browsers without JavaScript."""
    source = data.get("copy", "")
    targets = {int(day) for day in data.getlist("copy_to") if day in set("0123456")}
    day = [(starts, ends) for weekday, starts, ends in weekly if str(weekday) == source]
    kept = [row for row in weekly if row[0] not in targets or str(row[0]) == source]
    copied = [(weekday, starts, ends) for weekday in targets if str(weekday) != source for starts, ends in day]
    return sorted({*kept, *copied})
