"""Changing a schedule, and saying what becomes of the bookings that no longer fit it."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from bookings import affected
from bookings.availability import Schedule
from bookings.errors import BookingRefused
from bookings.models import MOST_TIMES, Booking
from bookings.openings import openings_to_move, schedule_of, with_schedule
from bookings.services.answering import answer
from bookings.services.cancelling import cancel
from bookings.services.moving import propose
from core.db import advisory_lock, retry_lost_races
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User

What = Literal["keep", "move", "cancel"]
A_WEEK = timedelta(days=7)
NEAR = timedelta(days=21)  # how far from the agreed time another one is offered
A_DAY_OFF = timedelta(hours=4)  # another day is as bad as four hours earlier or later


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one booking; `message` goes out with the mail, and may be empty."""

    what: What
    message: str = ""


class DecisionsMissing(Exception):
    """The change touches bookings of which nobody has said what becomes of them. Nothing was changed.

    Attributes:
        bookings: all that it touches, by start, with their people.
        reason: why a decision could not be carried out; "" when one is only missing. Safe to show.
    """

    def __init__(self, bookings: Sequence[Booking], reason: str = "") -> None:
        super().__init__(bookings, reason)
        self.bookings, self.reason = bookings, reason


@dataclass(frozen=True, slots=True)
class _Standing:
    """What a change can touch bookings by."""

    schedule: Schedule
    is_listed: bool


@retry_lost_races()
def change_schedule(
    *,
    mentor: Mentor,
    by: "User",
    change: Callable[[], object],
    decisions: Mapping[uuid.UUID, Decision],
    now: datetime,
) -> None:
    """Make a change, and carry out what was decided about the bookings that it touches: all of it or nothing.

    Affected are agreed and requested bookings ahead that fit before and do not fit now; for who stops being listed,
    all that is ahead. A request is not moved, it stays; to cancel it is to decline it.

    Args:
        by: the mentor's member.
        change: a service that saves hours, dates or a status of this mentor, and judges who may.
        decisions: by the bookings' public ids; of bookings that the change does not touch, nothing is read.

    Raises:
        DecisionsMissing: a affected booking lacks its decision, or one cannot be carried out.
        Refused: what `change` raises.
    """
    with transaction.atomic():
        # Who books at this moment is first, and listed, or meets the new schedule. A move locks its mentee, too.
        advisory_lock(mentor, mentor.user, *_mentees_to_ask(mentor, decisions))
        # Bookings before jobs, as whoever cancels one of them: `change` writes the first job.
        rows = Booking.objects.filter(mentor=mentor).coming(at=now).with_people().order_by("pk")
        ahead = [row for row in rows.select_for_update(of=("self",)) if row.starts_at > now and not _is_over(row, now)]
        before = _standing(mentor)
        change()
        affected = _touched(ahead, before, _standing(mentor), mentor=mentor, now=now)
        if any(row.uuid not in decisions for row in affected):
            raise DecisionsMissing(affected)
        try:
            _carry_out(affected, decisions, by=by, now=now)
        except BookingRefused as refusal:
            raise DecisionsMissing(affected, refusal.message) from refusal


def _mentees_to_ask(mentor: Mentor, decisions: Mapping[uuid.UUID, Decision]) -> list["User"]:
    named = [identifier for identifier, decision in decisions.items() if decision.what == "move"]
    rows = Booking.objects.filter(mentor=mentor, uuid__in=named).select_related("mentee") if named else ()
    return [row.mentee for row in rows]


def _is_over(row: Booking, now: datetime) -> bool:
    """Whether it is a request that has run out, and only waits to be swept."""
    return row.is_requested and row.expires_at is not None and row.expires_at <= now


def _standing(mentor: Mentor) -> _Standing:
    row = with_schedule(Mentor.objects.all()).get(pk=mentor.pk)
    return _Standing(schedule_of(row), row.is_listed)


def _touched(
    ahead: list[Booking], before: _Standing, after: _Standing, *, mentor: Mentor, now: datetime
) -> list[Booking]:
    rows = {row.pk: row for row in ahead}
    if before.is_listed and not after.is_listed:
        return sorted(ahead, key=lambda row: row.starts_at)
    if before == after or not rows:
        return []
    held = Booking.objects.filter(mentor=mentor, ends_at__gt=now - A_WEEK).holding_time().order_by()
    everything = [
        affected.BookedTime(*row) for row in held.values_list("pk", "starts_at", "ends_at", "created_at").iterator()
    ]
    found = affected.affected(before.schedule, after.schedule, held=everything, now=now)
    return [rows[one.key] for one in found if one.key in rows]


def _carry_out(
    affected: Sequence[Booking], decisions: Mapping[uuid.UUID, Decision], *, by: "User", now: datetime
) -> None:
    offered: list[tuple[datetime, datetime]] = []
    for row in affected:
        decision = decisions[row.uuid]
        if decision.what == "cancel" and row.is_requested:
            answer(booking=row, by=by, accept=False, message=decision.message, now=now)
        elif decision.what == "cancel":
            cancel(booking=row, by=by, message=decision.message, now=now)
        elif decision.what == "move" and not row.is_requested:
            starts = _nearest(row, offered, now=now)
            propose(booking=row, by=by, starts=starts, message=decision.message, now=now)
            length = row.ends_at - row.starts_at
            offered += [(start, start + length) for start in starts]


def _nearest(booking: Booking, offered: list[tuple[datetime, datetime]], *, now: datetime) -> list[datetime]:
    """Up to three openings near the agreed time: about the same hour, on different days if there are.

    What somebody else is being offered comes last.

    Raises:
        BookingRefused: there is none.
    """
    row = Booking.objects.locked(booking.pk)  # with its mentor's rules as they are by now
    schedule, length = schedule_of(row.mentor), row.ends_at - row.starts_at
    after = max(now + schedule.notice, row.starts_at - NEAR)
    free = openings_to_move(row, after=after, before=row.starts_at + NEAR, proposed=True, now=now)
    if not free:
        text = _("There is no free time near the one agreed with %(name)s. Keep it, or cancel it with a message.")
        raise BookingRefused(text % {"name": row.mentee.display_name})

    def strain(start: datetime) -> tuple[bool, timedelta]:
        taken = any(start < end and start + length > begin for begin, end in offered)
        agreed, other = row.starts_at.astimezone(schedule.zone), start.astimezone(schedule.zone)
        at_that_hour = datetime.combine(agreed.date(), other.time(), tzinfo=schedule.zone)
        return taken, abs(at_that_hour - agreed) + A_DAY_OFF * abs((other.date() - agreed.date()).days)

    near = sorted(free, key=strain)
    one_a_day = {start.astimezone(schedule.zone).date(): start for start in reversed(near)}
    first = sorted(one_a_day.values(), key=strain)[:MOST_TIMES]
    others = [start for start in near if start not in first]
    return sorted([*first, *others[: MOST_TIMES - len(first)]])
