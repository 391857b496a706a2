"""What a mentee may still book, so that many people get a turn: limits, and a pause after repeated no-shows."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.hooks import Gate, gate_of, regular_mentors
from bookings.models import HOLDING, Booking, BookingStatus, NoShow, NoShowOutcome
from bookings.policy import CANCELLED_COUNTS, MOST_CANCELLED, grown, growth
from core.dates import short_datetime
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User

STRIKES, STRIKE_LASTS, PAUSE_LASTS = 2, timedelta(days=90), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pause:
    """A mentee cannot book until `until`, because of `no_show`, their latest strike."""

    until: datetime
    no_show: NoShow


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps a member from booking a mentor.

    Attributes:
        always: the reason at any time; "" if there is none.
        full: the starts of weeks, in the member's zone, in which they have no bookings left.
        most: how many a week they may have.
        later: how many a week they may have once they're no longer new.
    """

    member: "User"
    always: str = ""
    full: frozenset[datetime] = frozenset()
    most: int = 0
    later: int = 0

    def forbid(self, starts_at: datetime) -> bool:
        return bool(self.always) or (bool(self.full) and week_of(starts_at, self.member)[0] in self.full)

    def refusal(self, starts_at: datetime) -> str:
        """Why the member can't book a time; "" if they can. Safe to show."""
        return (self.always or _full_week(self.most, self.later)) if self.forbid(starts_at) else ""


def refusal_to_book(mentor: Mentor, by: "User", starts_at: datetime, *, in_series: bool = False, now: datetime) -> str:
    """Why `by` may not book at `now`, for a page and for the service; "" if they may. Safe to show.

    Services call it with `by` locked.
    """
    limits = limits_of(by, mentor, first=starts_at, last=starts_at, in_series=in_series, now=now)
    return limits.refusal(starts_at)


def limits_of(
    by: "User", mentor: Mentor, *, first: datetime, last: datetime, in_series: bool = False, now: datetime
) -> Limits:
    """What keeps `by` from booking the mentor between `first` and `last`, in three queries.

    Bookings with a mentor whom they meet regularly count for a limit that the team has set them, and for no other.

    Args:
        in_series: the two meet regularly, and this is one of several bookings: limits for single ones don't hold.
    """
    gate = gate_of(by, now=now)
    if reason := gate.refusal or refusal_of_pause(by, now=now):
        return Limits(by, reason)
    if in_series and gate.weekly is None:
        return Limits(by)
    held, with_mentor = Q(status__in=HOLDING), Q(mentor=mentor)
    single = Q()
    for mentors in regular_mentors(by):
        single &= ~Q(mentor__in=mentors)
    coming = held & single & Q(ends_at__gt=now)
    weeks = (
        held
        & (single if gate.weekly is None else Q())
        & Q(starts_at__range=(week_of(first, by)[0], week_of(last, by)[1]))
    )
    cancelled = with_mentor & single & Q(cancelled_by=by, cancelled_at__gt=now - CANCELLED_COUNTS)
    counted = Booking.objects.filter(mentee=by).aggregate(
        coming=Count("pk", filter=coming),
        with_mentor=Count("pk", filter=coming & with_mentor),
        starts=ArrayAgg("starts_at", filter=weeks),
        cancelled=Count("pk", filter=cancelled),
        first_cancelled=Min("cancelled_at", filter=cancelled),
        kept=Count("pk", filter=_kept(now)),
    )
    age = now - by.date_joined
    if not in_series and (reason := _too_many(counted, mentor, age=age)):
        return Limits(by, reason)
    in_week = Counter(week_of(starts_at, by)[0] for starts_at in counted["starts"] or [])
    later = _most_a_week(gate)
    most = grown(later, age=age, kept=counted["kept"])
    full = frozenset(week for week, number in in_week.items() if number >= most)
    return Limits(by, full=full, most=most, later=later)


def _kept(now: datetime) -> Q:
    """Sessions that took place, as far as both said."""
    missed = NoShow.objects.filter(booking=OuterRef("pk")).exclude(outcome=NoShowOutcome.DISMISSED)
    return Q(~Exists(missed), status=BookingStatus.CONFIRMED, ends_at__lte=now)


def grown_for(member: "User", most: int, *, now: datetime) -> int:
    """How many of `most` bookings or requests a member can have by now, in one query, or none if they're not new."""
    age = now - member.date_joined
    if (by_age := grown(most, age=age, kept=0)) == most:
        return by_age
    return grown(most, age=age, kept=Booking.objects.filter(_kept(now), mentee=member).count())


def _too_many(counted: dict[str, Any], mentor: Mentor, *, age: timedelta) -> str:
    """Why the member can't book at any time: too many upcoming bookings or cancellations; "" if they can."""
    if counted["cancelled"] >= MOST_CANCELLED:
        return _(
            "You’ve cancelled %(number)d bookings with %(name)s within four weeks, and each time the hour was "
            "kept free for you. You can book again from %(from)s."
        ) % {
            "number": counted["cancelled"],
            "name": mentor.user.display_name,
            "from": short_datetime(counted["first_cancelled"] + CANCELLED_COUNTS),
        }
    kept, most = counted["kept"], settings.MAX_COMING_BOOKINGS
    if counted["coming"] >= (limit := grown(most, age=age, kept=kept)):
        return _all_taken(limit, most)
    most = settings.MAX_COMING_WITH_ONE_MENTOR
    if counted["with_mentor"] >= (limit := grown(most, age=age, kept=kept)):
        text = ngettext(
            "You have %(limit)d upcoming booking with %(name)s, and others would like to meet them too. You "
            "can book again after it.",
            "You have %(limit)d upcoming bookings with %(name)s, and others would like to meet them too. You "
            "can book again after the next one.",
            limit,
        )
        return text % {"limit": limit, "name": mentor.user.display_name} + growth(limit, most)
    return ""


def refusal_to_move(booking: Booking, starts_at: datetime, *, now: datetime) -> str:
    """Why the mentee may not move the booking there on their own; "" if they may. Safe to show."""
    mentee = booking.mentee
    gate = gate_of(mentee, now=now)
    if reason := gate.refusal or refusal_of_pause(mentee, now=now):
        return reason
    week = week_of(starts_at, mentee)
    if week == week_of(booking.starts_at, mentee):
        return ""
    others = Booking.objects.holding_time().filter(mentee=mentee, starts_at__range=week).exclude(pk=booking.pk)
    later = _most_a_week(gate)
    most = grown_for(mentee, later, now=now)
    return _full_week(most, later) if others.count() >= most else ""


def refusal_of_pause(by: "User", *, now: datetime) -> str:
    """Until when `by` cannot book, why, and where to appeal; "" without a pause. Safe to show."""
    pause = pause_of(by, now=now)
    if pause is None:
        return ""
    return _(
        "You can’t book before %(until)s because you missed two sessions within 90 days. If you see it "
        "differently, you can ask the club team to take another look under “Bookings”."
    ) % {"until": short_datetime(pause.until)}


def pause_of(by: "User", *, now: datetime) -> Pause | None:
    """The pause that applies to `by` at `now`, if any.

    It begins when a no-show is confirmed while another strike still counts, and lasts 30 days. A strike counts for 90
    days from its booking's start, unless the team lifts it.
    """
    strikes = list(NoShow.objects.strikes(by).filter(booking__starts_at__gt=now - PAUSE_LASTS - STRIKE_LASTS))
    pauses = []
    for strike in strikes:
        at = strike.settled_at
        if at and at <= now < at + PAUSE_LASTS and at < expiry(strike):
            counting = [other for other in strikes if other.settled_at and other.settled_at <= at < expiry(other)]
            if len(counting) >= STRIKES:
                pauses.append(Pause(at + PAUSE_LASTS, strike))
    return max(pauses, key=lambda pause: pause.until, default=None)


def has_strike(by: "User", *, now: datetime) -> bool:
    """Whether a strike counts at `now`, so that another would start a pause."""
    return NoShow.objects.strikes(by).filter(booking__starts_at__gt=now - STRIKE_LASTS).exists()


def expiry(strike: NoShow) -> datetime:
    """When a strike stops counting. Needs its booking."""
    return strike.booking.starts_at + STRIKE_LASTS


def week_of(at: datetime, member: "User") -> tuple[datetime, datetime]:
    """The first and the last moment of the ISO week of `at`, in the member's zone."""
    zone = ZoneInfo(member.time_zone)
    day = at.astimezone(zone).date()
    monday = day - timedelta(days=day.weekday())
    first, after = (datetime.combine(date, time.min, zone) for date in (monday, monday + timedelta(days=7)))
    return first, after - timedelta(microseconds=1)


def _most_a_week(gate: Gate) -> int:
    most: int = settings.MAX_BOOKINGS_A_WEEK
    return most if gate.weekly is None else min(gate.weekly, most)


def _all_taken(limit: int, later: int) -> str:
    if limit < later:
        text = ngettext(
            "You have %(limit)d upcoming booking, the most a new member can have. You can book again after it.",
            "You have %(limit)d upcoming bookings, the most a new member can have. You can book again after the "
            "next one.",
            limit,
        )
    else:
        text = ngettext(
            "You have %(limit)d upcoming booking, the most a member can have. You can book again after it.",
            "You have %(limit)d upcoming bookings, the most a member can have. You can book again after the next one.",
            limit,
        )
    return text % {"limit": limit} + growth(limit, later)


def _full_week(limit: int, later: int) -> str:
    if limit < later:
        text = ngettext(
            "You already have %(limit)d booking in that week, the most a new member can have. Please pick another "
            "week.",
            "You already have %(limit)d bookings in that week, the most a new member can have. Please pick another "
            "week.",
            limit,
        )
    else:
        text = ngettext(
            "You already have %(limit)d booking in that week, the most a member can have. Please pick another week.",
            "You already have %(limit)d bookings in that week, the most a member can have. Please pick another week.",
            limit,
        )
    return text % {"limit": limit} + growth(limit, later)
