"""The mentor's desk."""

from collections.abc import Callable
from copy import copy
from datetime import date, datetime, time, timedelta
from functools import wraps
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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings import services
from bookings.desk.forms import DatesForm, DaySpans, HoursForm, MeetingPlaceForm, Offers
from bookings.forms import WordForm
from bookings.meetings import google_access
from bookings.models import Booking
from bookings.openings import openings_for, rules_of
from bookings.presenting import Seen
from core import clock
from core.errors import Refused
from core.http import MemberRequest
from mentors.models import Mentor, Status

View = Callable[..., HttpResponse]
WEEK = timedelta(days=7)
DAY = 24 * 60  # minutes
MOST_REQUESTS = 50


def at_the_desk(view: View) -> View:
    """Hand the reader's mentor profile to the view; who has none is shown how to become a mentor."""

    @wraps(view)
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mentors = Mentor.objects.exclude(status=Status.LEFT).select_related("user", "rules")
        mentor = mentors.filter(user=request.user.pk).first()
        if mentor is None:
            return TemplateResponse(request, "bookings/desk/none.html", {})
        return view(request, mentor, *args, **kwargs)

    return wrapper


@require_safe
@at_the_desk
def home(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """The week ahead, what waits for an answer, and what is missing before being listed."""
    now = clock.now()
    mine = Booking.objects.filter(mentor=mentor).with_people().order_by("starts_at")
    confirmed = mine.confirmed()
    context = {
        "mentor": mentor,
        "week": _by_day([_seen(row, mentor, now) for row in confirmed.coming(at=now).filter(starts_at__lt=now + WEEK)]),
        "requests": [_seen(row, mentor, now) for row in mine.answerable(at=now)[:MOST_REQUESTS]],
        "steps": services.steps(mentor),
        "coming": confirmed.coming(at=now).count(),
        "held": mine.held(at=now).count(),
    }
    return TemplateResponse(request, "bookings/desk/home.html", context)


@require_safe
@at_the_desk
def requests(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Requests that wait for an answer, the most urgent first."""
    now = clock.now()
    rows = Booking.objects.filter(mentor=mentor).answerable(at=now).with_people()
    waiting = [_seen(row, mentor, now) for row in rows.order_by("expires_at")[:MOST_REQUESTS]]
    return TemplateResponse(request, "bookings/desk/requests.html", {"mentor": mentor, "requests": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def hours(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """The week in the mentor's zone, and the rules: accepted or refused as a whole."""
    now = clock.now()
    saved = [(row.weekday, row.starts, row.ends) for row in mentor.weekly_hours.all()]
    rules = copy(rules_of(mentor))  # a refused form must not change what the page computes with
    form = HoursForm(request.POST if request.method == "POST" else None, weekly=saved, rules=rules)
    refused = False
    if request.method == "POST":
        if form.is_valid():
            weekly, wanted = form.weekly(), form.rules.rules()
            if "copy" in request.POST:
                copied = _copied(weekly, request.POST)
                form = HoursForm(None, weekly=copied, rules=form.rules.instance)
                messages.info(request, _("Copied. Save when it looks right."))
                return _hours_page(request, mentor, form, now=now, refused=False)
            try:
                services.save_hours(mentor=mentor, by=mentor.user, weekly=weekly, rules=wanted, now=now)
            except Refused as refusal:
                form.rules.add_error(None, refusal.message)
            else:
                messages.success(request, _("Saved."))
                return redirect("bookings:hours")
        refused = True
    return _hours_page(request, mentor, form, now=now, refused=refused)


def _hours_page(
    request: MemberRequest, mentor: Mentor, form: HoursForm, *, now: datetime, refused: bool
) -> HttpResponse:
    offered = _offered([(row.weekday, row.starts, row.ends) for row in mentor.weekly_hours.all()])
    context = {
        "mentor": mentor,
        "form": form,
        "refused": refused,
        "offered": offered,
        "offered_up": ceil(offered),  # plural forms know whole numbers only
        "counts": (1, 2),  # for the two forms of the words that the browser says
        "next_openings": _next_openings(mentor, now=now),
        "dates": mentor.date_overrides.filter(date__gte=timezone.localdate(now)).prefetch_related("spans"),
    }
    return TemplateResponse(request, "bookings/desk/hours.html", context, status=400 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def dates(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Dates that differ: add one or several, see them all."""
    now = clock.now()
    data = request.POST if request.method == "POST" else None
    form, spans = DatesForm(data), DaySpans(data, prefix="spans")
    valid = [form.is_valid(), spans.is_valid()]
    if all(valid):
        first = form.cleaned_data["first"]
        try:
            number = services.set_dates(
                mentor=mentor,
                by=mentor.user,
                first=first,
                last=form.cleaned_data["last"] or first,
                spans=_chosen_spans(form, spans),
                now=now,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            text = ngettext("%(number)d day set.", "%(number)d days set.", number)
            messages.success(request, text % {"number": number})
            return redirect("bookings:dates")
    context = {
        "mentor": mentor,
        "form": form,
        "spans": spans,
        "dates": mentor.date_overrides.filter(date__gte=timezone.localdate(now)).prefetch_related("spans"),
    }
    return TemplateResponse(request, "bookings/desk/dates.html", context, status=400 if data is not None else 200)


def _chosen_spans(form: DatesForm, spans: BaseFormSet) -> list[tuple[time, time]]:
    """The spans where the mentor said so; times left in the form of a closed day do not count."""
    if form.cleaned_data["kind"] == "closed":
        return []
    found: list[tuple[time, time]] = spans.spans()  # type: ignore[attr-defined]
    if not found:
        raise services.HoursRefused(_("Say at which hours you have time on these days."))
    return found


@require_POST
@at_the_desk
def clear_date(request: MemberRequest, mentor: Mentor, day: date) -> HttpResponse:
    """Let a date follow the weekly hours again."""
    services.clear_date(mentor=mentor, by=mentor.user, day=day, now=clock.now())
    messages.success(request, _("This day follows your weekly hours again."))
    return redirect("bookings:dates")


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def session_types(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """What the mentor offers."""
    initial = [
        {
            "uuid": kind.uuid,
            "name": kind.name,
            "minutes": kind.minutes,
            "on_request": "yes" if kind.on_request else "no",
            "is_active": kind.is_active,
        }
        for kind in mentor.session_types.all()
    ]
    formset = Offers(request.POST if request.method == "POST" else None, initial=initial, prefix="types")
    refusal_text = ""
    if request.method == "POST" and formset.is_valid():
        try:
            offers = formset.offers()  # type: ignore[attr-defined]
            services.save_offers(mentor=mentor, by=mentor.user, offers=offers, now=clock.now())
        except Refused as refusal:
            refusal_text = refusal.message
        else:
            messages.success(request, _("Saved."))
            return redirect("bookings:session_types")
    context = {"mentor": mentor, "formset": formset, "refusal": refusal_text}
    status = 400 if request.method == "POST" else 200
    return TemplateResponse(request, "bookings/desk/session_types.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def meeting_place(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Where the mentor meets."""
    rules = rules_of(mentor)
    form = MeetingPlaceForm(
        request.POST if request.method == "POST" else None,
        initial={"place": rules.meeting_place, "url": rules.meeting_url},
        mentor=mentor,
    )
    if form.is_valid():
        try:
            services.save_meeting_place(mentor=mentor, by=mentor.user, now=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("bookings:desk")
    context = {
        "mentor": mentor,
        "form": form,
        "google": google_access.connection(mentor.user, back=request.path),
    }
    return TemplateResponse(request, "bookings/desk/meeting_place.html", context, status=400 if form.errors else 200)


@require_POST
@at_the_desk
def pause(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Pause, or come back."""
    back = request.POST.get("back") == "yes"
    try:
        if not back:
            services.pause(mentor=mentor, by=mentor.user, now=clock.now())
            messages.success(request, _("You are on pause. What is agreed stays."))
        elif services.come_back(mentor=mentor, by=mentor.user, now=clock.now()):
            messages.success(request, _("Welcome back. People can book you again."))
        else:
            messages.info(request, _("As soon as these are done you stand in the directory, and people can book you."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("bookings:desk")


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def leave(request: MemberRequest, mentor: Mentor) -> HttpResponse:
    """Stop being a mentor, after a page that says what will happen."""
    now = clock.now()
    form = WordForm(
        request.POST if request.method == "POST" else None,
        label=_("A word to those who have booked you"),
        help_text=_("It goes out with the mail that calls off what is agreed."),
    )
    if form.is_valid():
        try:
            services.leave(mentor=mentor, by=request.user, word=form.cleaned_data["word"], now=now)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("You are no longer a mentor. Thank you for every hour you gave."))
        return redirect("pages:home")
    mine = Booking.objects.filter(mentor=mentor)
    context = {
        "mentor": mentor,
        "form": form,
        "confirmed": mine.confirmed().filter(starts_at__gt=now).count(),
        "requested": mine.answerable(at=now).count(),
    }
    return TemplateResponse(request, "bookings/desk/leave.html", context, status=400 if form.errors else 200)


def _seen(booking: Booking, mentor: Mentor, now: datetime) -> Seen:
    return Seen(booking, mentor.user, now)


def _by_day(rows: list[Seen]) -> list[tuple[date, list[Seen]]]:
    """The bookings under the local dates they start on."""
    days: dict[date, list[Seen]] = {}
    for seen in rows:
        days.setdefault(timezone.localdate(seen.booking.starts_at), []).append(seen)
    return list(days.items())


def _offered(weekly: list[tuple[int, time, time]]) -> float:
    """How many hours a week the spans come to; what runs into another day's times counts once."""
    minutes: set[int] = set()
    for weekday, starts, ends in weekly:
        length = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
        first = weekday * DAY + starts.hour * 60 + starts.minute
        last = first + (length if length > 0 else length + DAY)
        minutes |= {minute % (7 * DAY) for minute in range(first, last)}
    return round(len(minutes) / 60, 1)


def _next_openings(mentor: Mentor, *, now: datetime) -> list[datetime]:
    """A few of the times that somebody could book, as a check of what was set up."""
    kind = mentor.session_types.offered().order_by("minutes").first()
    if kind is None:
        return []
    return openings_for(mentor, kind, after=now, before=now + 2 * WEEK, viewer=None, now=now)[:6]


def _copied(weekly: list[tuple[int, time, time]], data: Any) -> list[tuple[int, time, time]]:
    """The week with one day's times on the chosen others; what a browser without JavaScript asks for."""
    source = data.get("copy", "")
    targets = {int(day) for day in data.getlist("copy_to") if day in set("0123456")}
    day = [(starts, ends) for weekday, starts, ends in weekly if str(weekday) == source]
    kept = [row for row in weekly if row[0] not in targets or str(row[0]) == source]
    copied = [(weekday, starts, ends) for weekday in targets if str(weekday) != source for starts, ends in day]
    return sorted({*kept, *copied})
