"""Moving bookings: mentees move them directly, mentors propose times for the mentee to accept."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from bookings import fairness
from bookings.errors import BookingRefused, overlaps_refused
from bookings.free_time import times_changed
from bookings.models import MOST_TIMES, Booking, MoveOutcome, MoveProposal
from bookings.openings import openings_to_move
from bookings.policy import move_terms, too_late_to_move
from bookings.services.reminders import remind
from bookings.services.standby import release
from core.db import advisory_lock, retry_lost_races
from meetings import services as rooms
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

SAID_OF_THE_TIME = ("reconfirmed_at", "warned_at", "mentor_late_at", "mentee_late_at")


@retry_lost_races()
def move(*, booking: Booking, by: "User", starts_at: datetime, now: datetime) -> Booking:
    """Move a confirmed booking to another opening and free its old time.

    Args:
        by: the mentee.
        starts_at: aware; must be one of the openings listed for this booking. It may overlap the old time.

    Raises:
        BookingRefused: it is not theirs to move, it is too late, or the time is not an opening. Safe to show.
    """
    with overlaps_refused(), transaction.atomic():
        row = _locked(booking)
        if reason := refusal_to_move(row, by=by, now=now) or fairness.refusal_to_move(row, starts_at, now=now):
            raise BookingRefused(reason)
        row.move_proposals.settle(MoveOutcome.OUTDATED, now=now)
        before = row.starts_at
        _move(row, starts_at, by=by, proposed=False, now=now)
        release(row, before, now=now)
    return row


@retry_lost_races()
def propose(*, booking: Booking, by: "User", starts: Collection[datetime], message: str, now: datetime) -> MoveProposal:
    """Offer the mentee up to three other times. The booking keeps its time until they pick one.

    A new proposal replaces an unanswered one.

    Args:
        by: the mentor's user.
        starts: aware; each must be one of the openings listed for this booking.
        message: for the mentee, at most 1,000 characters; may be empty.

    Raises:
        BookingRefused: it is not theirs to move, it is too late, or a time is not an opening. Safe to show.
    """
    with transaction.atomic():
        return propose_row(_locked(booking), by=by, starts=starts, message=message, now=now)


def propose_row(row: Booking, *, by: "User", starts: Collection[datetime], message: str, now: datetime) -> MoveProposal:
    """Propose times for a booking that the caller has locked together with both people; otherwise like `propose`."""
    if reason := refusal_to_propose(row, by=by, now=now):
        raise BookingRefused(reason)
    wanted = sorted(set(starts))
    if not 1 <= len(wanted) <= MOST_TIMES:
        raise BookingRefused(_("Please pick at least one time, and no more than three."))
    if any(not _is_free(row, start, proposed=True, now=now) for start in wanted):
        raise BookingRefused(_("One of these times is no longer free. Please pick again."))
    row.move_proposals.settle(MoveOutcome.WITHDRAWN, now=now)
    proposal = MoveProposal.objects.create(booking=row, starts=wanted, message=message.strip(), proposed_at=now)
    notify(row.mentee, "booking_move_proposed", about=proposal, in_time_for=row.starts_at, now=now, by=by)
    return proposal


@retry_lost_races()
def accept(*, proposal: MoveProposal, by: "User", starts_at: datetime, now: datetime) -> Booking:
    """Move a booking to one of the times that its mentor has offered.

    Raises:
        BookingRefused: the proposal is outdated or not theirs, or the time has been taken. Safe to show.
    """
    with overlaps_refused(), transaction.atomic():
        row = _locked(proposal.booking)
        _still_open(row, proposal, by=by, now=now)
        if starts_at not in proposal.starts:
            raise BookingRefused(_("Please pick one of the times on offer."))
        row.move_proposals.settle(MoveOutcome.MOVED, now=now)
        _move(row, starts_at, by=by, proposed=True, now=now)
    return row


def keep_time(*, proposal: MoveProposal, by: "User", message: str, now: datetime) -> None:
    """Decline a proposal: the booking keeps its time, and the mentor is told.

    Raises:
        BookingRefused: the proposal is outdated or not theirs. Safe to show.
    """
    with transaction.atomic():
        row = Booking.objects.for_update().get(pk=proposal.booking.pk)
        _still_open(row, proposal, by=by, now=now)
        row.move_proposals.settle(MoveOutcome.KEPT, now=now, answer=message.strip())
        notify(row.mentor.user, "booking_move_kept", about=proposal, in_time_for=row.starts_at, now=now, by=by)


def withdraw(*, proposal: MoveProposal, by: "User", now: datetime) -> None:
    """Withdraw a proposal before it is answered.

    Raises:
        BookingRefused: it is not theirs, or already settled. Safe to show.
    """
    with transaction.atomic():
        row = Booking.objects.for_update().get(pk=proposal.booking.pk)
        if by.pk != row.mentor.user_id or not row.move_proposals.open(at=now).filter(pk=proposal.pk).exists():
            raise BookingRefused(_("This proposal has already been answered."))
        row.move_proposals.settle(MoveOutcome.WITHDRAWN, now=now)
        notify(row.mentee, "booking_move_withdrawn", about=proposal, in_time_for=row.starts_at, now=now, by=by)


def refusal_to_move(booking: Booking, *, by: "User", now: datetime) -> str:
    """Why `by` cannot move the booking at `now`; "" if they can. Used by pages and the service. Safe to show."""
    if by != booking.mentee:
        return _("You can’t move this booking.")
    if reason := _refusal_of_state(booking, now=now):
        return reason
    if too_late_to_move(booking, now=now):
        return _("It’s too late to move this booking. %(terms)s") % {"terms": move_terms()}
    return ""


def refusal_to_propose(booking: Booking, *, by: "User", now: datetime) -> str:
    """Why `by` cannot propose other times at `now`; "" if they can. Safe to show."""
    if by.pk != booking.mentor.user_id:
        return _("Only the mentor can propose other times.")
    return _refusal_of_state(booking, now=now)


def _refusal_of_state(booking: Booking, *, now: datetime) -> str:
    if booking.is_requested:
        return _("This is a request waiting for an answer. Only a confirmed booking can be moved.")
    if not booking.holds_time:
        return _("This booking is no longer on.")
    if booking.starts_at <= now:
        return _("This session has started. You can’t move it any more.")
    return ""


def _still_open(booking: Booking, proposal: MoveProposal, *, by: "User", now: datetime) -> None:
    if by != booking.mentee:
        raise BookingRefused(_("This isn’t your booking."))
    if not booking.move_proposals.open(at=now).filter(pk=proposal.pk).exists():
        raise BookingRefused(_("This proposal is out of date: it’s been answered, or the booking has changed since."))


def _locked(booking: Booking) -> Booking:
    """Lock both people against other bookings, then lock and return the row."""
    advisory_lock(booking.mentor, booking.mentor.user, booking.mentee)
    return Booking.objects.for_update().get(pk=booking.pk)


def _is_free(booking: Booking, starts_at: datetime, *, proposed: bool, now: datetime) -> bool:
    before = starts_at + timedelta(minutes=1)
    return starts_at in openings_to_move(booking, after=starts_at, before=before, proposed=proposed, now=now)


def _move(booking: Booking, starts_at: datetime, *, by: "User", proposed: bool, now: datetime) -> None:
    if not _is_free(booking, starts_at, proposed=proposed, now=now):
        raise BookingRefused(_("This time is no longer free. Please pick another."))
    before = booking.starts_at
    booking.ends_at += starts_at - before
    booking.starts_at, booking.moved_at = starts_at, now
    for said in SAID_OF_THE_TIME:
        setattr(booking, said, None)
    booking.sequence += 1
    booking.save(update_fields=["starts_at", "ends_at", "moved_at", *SAID_OF_THE_TIME, "sequence"])
    data = {"from": before.isoformat(), "to": starts_at.isoformat(), "proposed": proposed}
    sooner = min(before, starts_at)
    for person in booking.people:
        notify(person, "booking_moved", about=booking, data=data, in_time_for=sooner, now=now, by=by)
    rooms.move(booking.uuid, starts_at=booking.starts_at, ends_at=booking.ends_at, now=now)
    remind(booking, now=now)
    times_changed(booking, now=now)
