"""Booking several meetings of a mentorship at once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.forms.bookings import format_instant
from bookings.models import SessionType
from bookings.openings import openings_for
from core import clock
from core.dates import short_datetime
from core.http import MemberRequest
from mentorships import services
from mentorships.errors import MentorshipRefused
from mentorships.forms.series import DatesForm, SeriesForm
from mentorships.models import Mentorship, sessions
from mentorships.policy import MOST_IN_SERIES
from mentorships.presenters import every
from mentorships.services.series import Booked, Date, last_moment
from mentorships.views.frame import POSTS, if_on, own


@if_on
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: MemberRequest, mentorship: uuid.UUID) -> HttpResponse:
    """Choose a first date and how many; then book all of them, or those that are free."""
    row = own(request, mentorship)
    if request.user.pk != row.mentee_id:
        raise Http404
    now = clock.now()
    refusal, status = services.series.refusal_to_book(row, request.user), 200
    if refusal:
        return TemplateResponse(request, "mentorships/series.html", {"row": row, "refusal": refusal}, status=200)
    if request.method == "POST":
        form = DatesForm(request.POST, mentor=row.mentor)
        if not POSTS.allows_request(request):
            refusal, status = _("That’s a lot of tries. Please wait ten minutes."), 429
        elif form.is_valid():
            try:
                done = services.series.book(
                    mentorship=row,
                    by=request.user,
                    session_type=form.cleaned_data["type"],
                    starts=form.cleaned_data["starts"],
                    topic=form.cleaned_data["topic"],
                    form_key=form.cleaned_data["form_key"],
                    now=now,
                )
            except MentorshipRefused as refused:
                refusal, status = refused.message, 409
            else:
                _tell(request, done)
                return redirect(row)
        else:
            status = 400
        return _page(request, row, now, said=form, refusal=refusal, status=status)
    return _page(request, row, now)


def _tell(request: MemberRequest, done: Booked) -> None:
    number = len(done.bookings)
    text = ngettext("Booked: %(number)d meeting.", "Booked: %(number)d meetings.", number) % {"number": number}
    messages.success(request, text)
    for each in done.refused:
        text = _("Not booked: %(when)s. %(reason)s")
        messages.warning(request, text % {"when": short_datetime(each.starts_at), "reason": each.reason})


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen so far."""

    session_type: SessionType
    first: datetime
    number: int


def _page(
    request: MemberRequest,
    row: Mentorship,
    now: datetime,
    *,
    said: DatesForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page with the dates of what is chosen: by the address, by the form that was sent, or by itself."""
    types = list(row.mentor.session_types.offered())
    by_uuid = {str(each.uuid): each for each in types}
    asked = request.POST.get("type") or request.GET.get("type", "")
    picked = by_uuid.get(asked) or next(iter(types), None)
    openings: Sequence[datetime] = ()
    if picked:
        before = now + timedelta(weeks=max(2, row.rhythm), days=1)
        openings = openings_for(row.mentor, picked, after=now, before=before, viewer=row.mentee, now=now)
    choice = _choice(request, row, picked, openings, now)
    form = SeriesForm(
        initial={"type": picked and picked.uuid, "first": choice and format_instant(choice.first)}
        | {"number": choice.number if choice else MOST_IN_SERIES},
        mentor=row.mentor,
        openings=sorted({*openings, choice.first} if choice else openings),
    )
    dates: list[Date] = []
    if choice:
        dates = services.series.dates(row, choice.session_type, choice.first, number=choice.number, now=now)
    free = [each.starts_at for each in dates if not each.reason]
    dates_form = said or DatesForm(
        initial={
            "type": picked and picked.uuid,
            "starts": [format_instant(at) for at in free],
            "topic": _topic(row),
        },
        mentor=row.mentor,
    )
    dates_form.offer(free)
    context = {
        "row": row,
        "name": row.mentor.user.get_short_name(),
        "form": form,
        "dates_form": dates_form,
        "free": free,
        "taken": [(short_datetime(each.starts_at), each.reason) for each in dates if each.reason],
        "rhythm": every(row.rhythm),
        "refusal": refusal,
    }
    return TemplateResponse(request, "mentorships/series.html", context, status=status)


def _topic(row: Mentorship) -> str:
    latest = row.agreements.last()
    return (latest.goal if latest else "") or row.goal[:500]


def _choice(
    request: MemberRequest, row: Mentorship, picked: SessionType | None, openings: Sequence[datetime], now: datetime
) -> Choice | None:
    """What the address says, or the time of the last meeting that was booked, or the first that is free."""
    if picked is None or not openings:
        return None
    number = _number(row, openings[0], now)
    if "first" in request.GET:
        form = SeriesForm(request.GET, mentor=row.mentor, openings=openings)
        if form.is_valid() and form.cleaned_data["first"] > now:
            return Choice(picked, form.cleaned_data["first"], form.cleaned_data["number"])
    kept = sessions(mentor=row.mentor_id, mentee=row.mentee_id, since=row.began_at).order_by("-starts_at").first()
    zone = ZoneInfo(row.mentor.user.time_zone)

    def wall(at: datetime) -> tuple[int, int, int]:
        local = at.astimezone(zone)
        return local.weekday(), local.hour, local.minute

    same = [at for at in openings if kept and wall(at) == wall(kept.starts_at) and at > kept.starts_at]
    return Choice(picked, (same or openings)[0], number)


def _number(row: Mentorship, first: datetime, now: datetime) -> int:
    """How many fit until the planned end."""
    left = (last_moment(row, now=now) - first) // timedelta(weeks=row.rhythm) + 1
    return max(2, min(left, MOST_IN_SERIES))
