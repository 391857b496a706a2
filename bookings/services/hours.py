"""What a mentor sets up at the desk: weekly hours, exceptions, rules, session types and the meeting place."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from bookings.free_time import refresh_later
from bookings.models import BookingRules, DateOverride, OverrideSpan, SessionType, WeeklyHours
from bookings.services.status import list_when_ready
from core.db import advisory_lock
from core.errors import Refused
from meetings import services as rooms
from mentors.models import Mentor
from mentors.services import index

if TYPE_CHECKING:
    from accounts.models import User

Spans = Sequence[tuple[time, time]]
MOST_DATES = 92
FARTHEST_DATE = timedelta(days=2 * 366)
MOST_SESSION_TYPES = 10
MOST_SPANS = 8  # per day


class HoursRefused(Refused):
    """The change was refused and nothing was saved. The message is safe to show."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How a mentor wants to be booked; see `BookingRules` for units."""

    step_minutes: int
    notice_hours: int
    horizon_days: int
    buffer_minutes: int
    daily_limit: int | None
    weekly_limit: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A session type as entered at the desk; `uuid` is None for a new one."""

    uuid: uuid.UUID | None
    name: str
    minutes: int
    on_request: bool
    is_active: bool
    description: str = ""
    question: str = ""
    to_bring: str = ""


def save_hours(
    *, mentor: Mentor, by: "User", weekly: Sequence[tuple[int, time, time]], rules: Rules, now: datetime
) -> None:
    """Replace the weekly hours and the rules as a whole.

    Args:
        weekly: (weekday, from, to) in the mentor's zone, Monday = 0; `to <= from` runs past midnight.

    Raises:
        NotYourDesk: it is someone else's desk.
        HoursRefused: a day's times overlap or are too many, or the notice exceeds the horizon.
    """
    for weekday in range(7):
        refuse_day([(starts, ends) for day, starts, ends in weekly if day == weekday])
    if rules.notice_hours > rules.horizon_days * 24:
        raise HoursRefused(
            _("The minimum notice has to be shorter than how far ahead people can book, or no one can ever book you.")
        )
    with transaction.atomic():
        row = Mentor.objects.for_update().own(mentor, by=by)
        WeeklyHours.objects.filter(mentor=row).delete()
        WeeklyHours.objects.bulk_create(
            WeeklyHours(mentor=row, weekday=weekday, starts=starts, ends=ends) for weekday, starts, ends in weekly
        )
        names = ("step_minutes", "notice_hours", "horizon_days", "buffer_minutes", "daily_limit", "weekly_limit")
        BookingRules.objects.update_or_create(mentor=row, defaults={name: getattr(rules, name) for name in names})
        if weekly:
            _offer_something(row)
        _done(row, now=now)


def add_hours(*, mentor: Mentor, weekly: Sequence[tuple[int, time, time]], now: datetime) -> list[WeeklyHours]:
    """Add spans to the weekly hours of a mentor, as the team does for one who comes from another site.

    Args:
        weekly: (weekday, from, to) in the mentor's zone, Monday = 0.

    Returns:
        What was added; a span that is there already is not.

    Raises:
        HoursRefused: a day's times would overlap or be too many.
    """
    with transaction.atomic():
        row = Mentor.objects.for_update().get(pk=mentor.pk)
        there = [(each.weekday, each.starts, each.ends) for each in row.weekly_hours.all()]
        new = [span for span in dict.fromkeys(weekly) if span not in there]
        for weekday in {weekday for weekday, _starts, _ends in new}:
            refuse_day([(starts, ends) for day, starts, ends in [*there, *new] if day == weekday])
        added = WeeklyHours.objects.bulk_create(
            WeeklyHours(mentor=row, weekday=weekday, starts=starts, ends=ends) for weekday, starts, ends in new
        )
        if added:
            BookingRules.objects.get_or_create(mentor=row)
            _offer_something(row)
            _done(row, now=now)
    return added


def remove_hours(*, mentor: Mentor, keys: Sequence[int], now: datetime) -> set[int]:
    """Remove spans that `add_hours` added and that are still there; returns the keys of those.

    Bookings stay, as after any change of the hours.
    """
    with transaction.atomic():
        row = Mentor.objects.for_update().get(pk=mentor.pk)
        found = row.weekly_hours.filter(pk__in=keys)
        gone = set(found.values_list("pk", flat=True))
        found.delete()
        if gone:
            _done(row, now=now)
    return gone


def set_dates(*, mentor: Mentor, by: "User", first: date, last: date, spans: Spans, now: datetime) -> int:
    """Set hours for each date from `first` to `last` that replace the weekly hours. Returns the number of dates.

    Args:
        first, last: dates in the mentor's zone, both included.
        spans: (from, to) for each of these dates; none means closed.

    Raises:
        HoursRefused: dates in the past, over two years ahead, in the wrong order or too many; times that overlap or
            too many per day.
        NotYourDesk: it is someone else's desk.
    """
    refuse_day(spans)
    today = now.astimezone(ZoneInfo(mentor.user.time_zone)).date()
    if first < today:
        raise HoursRefused(_("This date is in the past."))
    if max(first, last) - today > FARTHEST_DATE:
        raise HoursRefused(_("This date is too far off. You can plan up to two years ahead."))
    if last < first:
        raise HoursRefused(_("The last date can’t be before the first."))
    if (last - first).days >= MOST_DATES:
        raise HoursRefused(
            _("That’s more than %(days)d days. For a longer break, pause instead.") % {"days": MOST_DATES}
        )
    entry = uuid.uuid4()
    dates = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    with transaction.atomic():
        row = Mentor.objects.for_update().own(mentor, by=by)
        DateOverride.objects.filter(mentor=row, date__in=dates).delete()
        overrides = DateOverride.objects.bulk_create(DateOverride(mentor=row, date=day, entry=entry) for day in dates)
        OverrideSpan.objects.bulk_create(
            OverrideSpan(override=override, starts=starts, ends=ends)
            for override in overrides
            for starts, ends in spans
        )
        _done(row, now=now)
    return len(dates)


def clear_dates(*, mentor: Mentor, by: "User", first: date, last: date, now: datetime) -> None:
    """Return each date from `first` to `last` to the weekly hours."""
    with transaction.atomic():
        row = Mentor.objects.for_update().own(mentor, by=by)
        DateOverride.objects.filter(mentor=row, date__range=(first, last)).delete()
        _done(row, now=now)


def save_offers(*, mentor: Mentor, by: "User", offers: Sequence[Offer], now: datetime) -> None:
    """Replace a mentor's session types, in this order. Removed types that have bookings are kept but no longer offered.

    Raises:
        NotYourDesk: it is someone else's desk.
        HoursRefused: no session types, too many, or an unknown one.
    """
    if len(offers) > MOST_SESSION_TYPES:
        raise HoursRefused(
            _("That’s too many session types. You can have up to %(most)d.") % {"most": MOST_SESSION_TYPES}
        )
    if not any(offer.is_active for offer in offers):
        raise HoursRefused(_("Offer at least one session type. To stop bookings for a while, pause instead."))
    with transaction.atomic():
        advisory_lock(mentor)  # a concurrent booking either comes first, so its type is kept, or finds the type gone
        row = Mentor.objects.for_update().own(mentor, by=by)
        known = {kind.uuid: kind for kind in SessionType.objects.filter(mentor=row)}
        named = [offer.uuid for offer in offers if offer.uuid]
        if set(named) - known.keys() or len(set(named)) < len(named):
            raise HoursRefused(_("One of these session types isn’t yours."))
        for position, offer in enumerate(offers):
            kind = known.pop(offer.uuid) if offer.uuid else SessionType(mentor=row)
            kind.name, kind.minutes, kind.position = offer.name, offer.minutes, position
            kind.on_request, kind.is_active = offer.on_request, offer.is_active
            kind.description, kind.question, kind.to_bring = offer.description, offer.question, offer.to_bring
            kind.save()
        for kind in known.values():
            if kind.bookings.exists():
                kind.is_active = False
                kind.save(update_fields=["is_active"])
            else:
                kind.delete()
        index(row)
        _done(row, now=now)


def save_meeting_place(*, mentor: Mentor, by: "User", place: str, url: str, now: datetime) -> None:
    """Save where a mentor meets. Upcoming bookings keep their links.

    Raises:
        NotYourDesk: it is someone else's desk.
        PlaceRefused: the mentor's own link is missing, or the place is not set up.
    """
    with transaction.atomic():
        row = Mentor.objects.for_update().own(mentor, by=by)
        rooms.save_preference(mentor=row, place=place, url=url)
        _done(row, now=now)


def refuse_day(spans: Spans) -> None:
    """Raise HoursRefused if a day has too many spans, or two of them overlap; adjacent spans are fine."""
    if len(spans) > MOST_SPANS:
        raise HoursRefused(_("Up to %(most)d times a day, please.") % {"most": MOST_SPANS})
    minutes = sorted((_minute(starts), _end(starts, ends)) for starts, ends in spans)
    for (_start, end), (start, _later) in pairwise(minutes):
        if start < end:
            raise HoursRefused(_("Two of these times overlap."))


def _offer_something(row: Mentor) -> None:
    """Give a mentor who has hours a first session type."""
    if not row.session_types.exists():
        with translation.override(row.user.language):
            SessionType.objects.create(mentor=row, name=_("A session"), minutes=30)
        index(row)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _end(starts: time, ends: time) -> int:
    """The end of a span in minutes from midnight of its first day; over 1,440 if it ends on the next day."""
    return _minute(ends) + (24 * 60 if ends <= starts else 0)


def _done(row: Mentor, *, now: datetime) -> None:
    list_when_ready(row, now=now)
    refresh_later(row, now=now)
