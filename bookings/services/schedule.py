"""Changing a mentor's schedule, and deciding about bookings that no longer fit it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from bookings import affected
from bookings.availability import Schedule
from bookings.errors import BookingRefused
from bookings.models import MOST_TIMES, Booking
from bookings.openings import openings_to_move, schedule_of, with_schedule
from bookings.services import hours, status
from bookings.services.answering import answer_row
from bookings.services.cancelling import cancel_row
from bookings.services.moving import propose_row
from core.db import advisory_lock, retry_lost_races
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User

What = Literal["keep", "move", "cancel"]
A_WEEK = timedelta(days=7)
NEAR = timedelta(days=21)  # how far from the agreed time other times are offered
A_DAY_OFF = timedelta(hours=4)  # a day's difference counts as much as four hours


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with one booking; `message` is included in the email and may be empty."""

    what: What
    message: str = ""


@dataclass(frozen=True, slots=True)
class WeeklyHoursChange:
    """Save the weekly hours and the rules as a whole; see `hours.save_hours`."""

    weekly: Sequence[tuple[int, time, time]]
    rules: hours.Rules


@dataclass(frozen=True, slots=True)
class DatesChange:
    """Set hours for certain dates; see `hours.set_dates`."""

    first: date
    last: date
    spans: hours.Spans


@dataclass(frozen=True, slots=True)
class DatesCleared:
    """Return each date from `first` to `last` to the weekly hours."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Pause:
    """Take no new bookings for a while; see `status.pause`."""

    until: date | None = None


Change = WeeklyHoursChange | DatesChange | DatesCleared | Pause


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect of a change: the bookings it affects, by start, with their people."""

    affected: Sequence[Booking]


class DecisionsMissing(Exception):
    """The change affects bookings that still need a decision. Nothing was changed.

    Attributes:
        preview: all bookings that the change affects.
        reason: why a decision could not be carried out; "" if one is just missing. Safe to show.
    """

    def __init__(self, preview: Preview, reason: str = "") -> None:
        super().__init__(preview, reason)
        self.preview, self.reason = preview, reason


@dataclass(frozen=True, slots=True)
class _Standing:
    """The parts of a mentor's state that determine which bookings a change affects."""

    schedule: Schedule
    is_listed: bool
    paused_until: date | None


@retry_lost_races()
def preview(change: Change, *, mentor: Mentor, by: "User", now: datetime) -> Preview:
    """Make a change, see what it affects, and roll it back.

    It affects upcoming bookings and requests that fit the old schedule but not the new one, or all of them if the
    mentor is no longer listed; for a pause with an end, only those before it.

    Args:
        by: the mentor's user.

    Raises:
        Refused: the service that saves the change refused it.
    """
    with transaction.atomic():
        advisory_lock(mentor, mentor.user)
        affected = _make(change, mentor=mentor, by=by, now=now)
        transaction.set_rollback(True)
    return Preview(affected)


@retry_lost_races()
def apply(
    change: Change, decisions: Mapping[uuid.UUID, Decision], *, mentor: Mentor, by: "User", now: datetime
) -> None:
    """Make a change and carry out the decisions about the bookings it affects, all or nothing.

    Cancelling a request declines it. Requests cannot be moved; they are kept.

    Args:
        decisions: keyed by the bookings' public ids; those for unaffected bookings are ignored.
        by: the mentor's user.

    Raises:
        DecisionsMissing: an affected booking lacks its decision, or one cannot be carried out.
        Refused: the service that saves the change refused it.
    """
    with transaction.atomic():
        # A concurrent booking either is among those found or sees the new schedule. A move also locks its mentee.
        advisory_lock(mentor, mentor.user, *_mentees_to_ask(mentor, decisions))
        found = _make(change, mentor=mentor, by=by, now=now)
        if any(row.uuid not in decisions for row in found):
            raise DecisionsMissing(Preview(found))
        try:
            _carry_out(found, decisions, by=by, now=now)
        except BookingRefused as refusal:
            raise DecisionsMissing(Preview(found), refusal.message) from refusal


def _make(change: Change, *, mentor: Mentor, by: "User", now: datetime) -> list[Booking]:
    """Save the change. Returns the bookings that it affects, locked."""
    # Lock order: mentor, booking, jobs.
    Mentor.objects.for_update().get(pk=mentor.pk)
    rows = Booking.objects.filter(mentor=mentor).upcoming(at=now).order_by("pk").for_update()
    ahead = [row for row in rows if row.starts_at > now and not _is_over(row, now)]
    before = _standing(mentor)
    _save(change, mentor=mentor, by=by, now=now)
    return _affected(ahead, before, _standing(mentor), mentor=mentor, now=now)


def _save(change: Change, *, mentor: Mentor, by: "User", now: datetime) -> None:
    match change:
        case WeeklyHoursChange(weekly, rules):
            hours.save_hours(mentor=mentor, by=by, weekly=weekly, rules=rules, now=now)
        case DatesChange(first, last, spans):
            hours.set_dates(mentor=mentor, by=by, first=first, last=last, spans=spans, now=now)
        case DatesCleared(first, last):
            hours.clear_dates(mentor=mentor, by=by, first=first, last=last, now=now)
        case Pause(until):
            status.pause(mentor=mentor, by=by, until=until, now=now)


def _mentees_to_ask(mentor: Mentor, decisions: Mapping[uuid.UUID, Decision]) -> list["User"]:
    named = [identifier for identifier, decision in decisions.items() if decision.what == "move"]
    rows = Booking.objects.filter(mentor=mentor, uuid__in=named).select_related("mentee") if named else ()
    return [row.mentee for row in rows]


def _is_over(row: Booking, now: datetime) -> bool:
    """Whether it is a request past its deadline that has not been marked expired yet."""
    return row.is_requested and row.expires_at is not None and row.expires_at <= now


def _standing(mentor: Mentor) -> _Standing:
    row = with_schedule(Mentor.objects.all()).get(pk=mentor.pk)
    return _Standing(schedule_of(row), row.is_listed, row.paused_until)


def _affected(
    ahead: list[Booking], before: _Standing, after: _Standing, *, mentor: Mentor, now: datetime
) -> list[Booking]:
    rows = {row.pk: row for row in ahead}
    if before.is_listed and not after.is_listed:
        zone, back = after.schedule.zone, after.paused_until
        missed = [row for row in ahead if back is None or row.starts_at.astimezone(zone).date() < back]
        return sorted(missed, key=lambda row: row.starts_at)
    if before == after or not rows:
        return []
    held = Booking.objects.filter(mentor=mentor).upcoming(at=now - A_WEEK).order_by()
    everything = [
        affected.BookedTime(*row) for row in held.values_list("pk", "starts_at", "ends_at", "created_at").iterator()
    ]
    found = affected.affected(before.schedule, after.schedule, held=everything, now=now)
    return [rows[one.key] for one in found if one.key in rows]


def _carry_out(found: Sequence[Booking], decisions: Mapping[uuid.UUID, Decision], *, by: "User", now: datetime) -> None:
    offered: list[tuple[datetime, datetime]] = []
    # Read again, to have the changed mentor and so that a refusal leaves `found` untouched.
    rows = Booking.objects.filter(pk__in=[row.pk for row in found]).order_by("starts_at", "pk").for_update()
    for row in rows:
        decision = decisions[row.uuid]
        if decision.what == "cancel" and row.is_requested:
            answer_row(row, by=by, accept=False, message=decision.message, now=now)
        elif decision.what == "cancel":
            cancel_row(row, by=by, message=decision.message, now=now)
        elif decision.what == "move" and not row.is_requested:
            starts = _nearest(row, offered, now=now)
            propose_row(row, by=by, starts=starts, message=decision.message, now=now)
            length = row.ends_at - row.starts_at
            offered += [(start, start + length) for start in starts]


def _nearest(booking: Booking, offered: list[tuple[datetime, datetime]], *, now: datetime) -> list[datetime]:
    """Up to three openings near the agreed time: at about the same hour, and on different days if possible.

    Times already offered to someone else come last.

    Raises:
        BookingRefused: there are none.
    """
    schedule, length = schedule_of(booking.mentor), booking.ends_at - booking.starts_at
    after = max(now + schedule.notice, booking.starts_at - NEAR)
    free = openings_to_move(booking, after=after, before=booking.starts_at + NEAR, proposed=True, now=now)
    if not free:
        text = _("There’s no free time near the one you agreed with %(name)s. Keep it, or cancel with a message.")
        raise BookingRefused(text % {"name": booking.mentee.display_name})

    def distance(start: datetime) -> tuple[bool, timedelta]:
        taken = any(start < end and start + length > begin for begin, end in offered)
        agreed, other = booking.starts_at.astimezone(schedule.zone), start.astimezone(schedule.zone)
        at_that_hour = datetime.combine(agreed.date(), other.time(), tzinfo=schedule.zone)
        return taken, abs(at_that_hour - agreed) + A_DAY_OFF * abs((other.date() - agreed.date()).days)

    near = sorted(free, key=distance)
    one_a_day = {start.astimezone(schedule.zone).date(): start for start in reversed(near)}
    first = sorted(one_a_day.values(), key=distance)[:MOST_TIMES]
    others = [start for start in near if start not in first]
    return sorted([*first, *others[: MOST_TIMES - len(first)]])
