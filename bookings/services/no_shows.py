"""No-shows: one person reports it, the other answers, and the club team decides disputes."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bookings.errors import BookingRefused
from bookings.fairness import expiry
from bookings.hooks import NOTHING, follow_ups
from bookings.models import Booking, NoShow, NoShowOutcome, Role
from core.db import retry_lost_races, violates
from core.text import visible_length
from notifications.services import notify, notify_team

if TYPE_CHECKING:
    from accounts.models import User

REPORT_WITHIN = timedelta(days=7)
AGREED, SILENT, DECIDED = "agreed", "silent", "decided"  # how a report was settled, for the emails


@retry_lost_races()
def report(*, booking: Booking, by: "User", message: str, now: datetime, although_talked: bool = False) -> NoShow:
    """Report within seven days of the start that the other person did not come. They have seven days to answer.

    Someone who was reported answers that, and can't say the same of the other one: the two states would contradict.

    Args:
        by: the mentee or the mentor's user.
        message: for the other person and the team, at most 1,000 characters; may be empty.
        although_talked: they know that the mentee's feedback says that the two talked.

    Raises:
        BookingRefused: not theirs, not confirmed, not started, too long ago, already reported, or feedback says that
            they talked. Safe to show.
    """
    try:
        with transaction.atomic():
            # If both report each other at once, the second one finds the first one's report.
            row = Booking.objects.for_update().get(pk=booking.pk)
            talked = follow_ups([row], now=now).get(row.pk, NOTHING).talked
            if reason := refusal_to_report(row, by=by, now=now, talked=talked):
                raise BookingRefused(reason)
            if talked and not although_talked:
                raise BookingRefused(_("Feedback says you talked. Report anyway?"))
            absent = Role.MENTOR if by == row.mentee else Role.MENTEE
            no_show = NoShow.objects.create(booking=row, absent=absent, message=message.strip(), reported_at=now)
            notify(no_show.absentee, "no_show_reported", about=no_show, in_time_for=no_show.answer_by, now=now, by=by)
    except IntegrityError as error:
        if violates(error, "no_show_once_a_role"):
            raise BookingRefused(_("You’ve already told us.")) from error
        if violates(error, "no_show_of_one_side"):
            raise BookingRefused(_mirrored()) from error
        raise
    return no_show


def refusal_to_report(booking: Booking, *, by: "User", now: datetime, talked: bool = False) -> str:
    """Why `by` cannot report the other person at `now`; "" if they can. Used by pages and the service. Safe to show.

    Queries the booking's reports only if everything else allows a report, and not if they are prefetched.

    Args:
        talked: whether the mentee has given feedback.
    """
    if by not in booking.people:
        return _("This isn’t your booking.")
    if not booking.is_confirmed:
        return _("This wasn’t a confirmed booking, so no one was expected.")
    if now < booking.starts_at:
        return _("It hasn’t started yet.")
    if now >= booking.starts_at + REPORT_WITHIN:
        return _("You can report this within seven days.")
    if talked and by == booking.mentee:
        return _("You’ve given feedback on this session, so you two talked.")
    for told in booking.no_shows.all():
        if told.absentee != by:
            return _("You’ve already told us.")
        if not (told.is_open or told.is_disputed):
            return _("We’ve already settled what happened with this session.")
        return _mirrored()
    return ""


@retry_lost_races()
def answer(*, no_show: NoShow, by: "User", agree: bool, message: str, now: datetime) -> NoShow:
    """Answer a report as the person reported absent.

    Args:
        message: for the other person and the team, at most 1,000 characters; required to disagree.

    Raises:
        BookingRefused: not theirs to answer, settled, too late, or disagreeing without a message. Safe to show.
    """
    with transaction.atomic():
        row = _locked(no_show)
        if reason := refusal_to_answer(row, by=by, now=now):
            raise BookingRefused(reason)
        if not agree:
            _dispute(row, by=by, message=_needed(message), now=now)
        else:
            row.answer, row.answered_at = message.strip(), now
            _confirm(row, AGREED, by=by, now=now)
    return row


def refusal_to_answer(no_show: NoShow, *, by: "User", now: datetime) -> str:
    """Why `by` cannot answer at `now`; "" if they can. Safe to show."""
    if by != no_show.absentee:
        return _("You can’t answer this.")
    if not no_show.is_open or no_show.answer_by <= now:
        return _("This has already been settled.")
    return ""


def settle(*, now: datetime) -> int:
    """Confirm reports that were not answered within seven days, and tell both people. Returns how many."""
    settled = 0
    for pk, booking in NoShow.objects.unanswered(at=now).order_by("reported_at").values_list("pk", "booking"):
        with transaction.atomic():
            # skip_locked: someone is changing it; the next run takes the rest.
            if not Booking.objects.filter(pk=booking).for_update(skip_locked=True).first():
                continue
            row = NoShow.objects.unanswered(at=now).with_people().filter(pk=pk).first()
            if row is not None:
                _confirm(row, SILENT, by=None, now=now)
                settled += 1
    return settled


@retry_lost_races()
def appeal(*, no_show: NoShow, by: "User", message: str, now: datetime) -> NoShow:
    """Appeal to the club team, once, against a no-show that counts against `by`.

    Args:
        message: for the team, at most 1,000 characters.

    Raises:
        BookingRefused: not theirs, does not count, already appealed or decided, or no message. Safe to show.
    """
    with transaction.atomic():
        row = _locked(no_show)
        if reason := refusal_to_appeal(row, by=by, now=now):
            raise BookingRefused(reason)
        row.appeal, row.appealed_at = _needed(message), now
        row.save(update_fields=["appeal", "appealed_at"])
        notify_team("no_show_for_team", about=row, now=now, by=by)
    return row


def refusal_to_appeal(no_show: NoShow, *, by: "User", now: datetime) -> str:
    """Why `by` cannot appeal at `now`; "" if they can. Safe to show."""
    if by != no_show.absentee:
        return _("You can’t answer this.")
    if not no_show.is_confirmed or expiry(no_show) <= now:
        return _("This no longer counts against you.")
    if no_show.decided_at:
        return _("The club team has decided this.")
    if no_show.appealed_at:
        return _("You’ve already asked the club team.")
    return ""


@retry_lost_races()
def decide(*, no_show: NoShow, by: "User", counts: bool, message: str, now: datetime) -> NoShow:
    """Decide, for the team, whether a no-show counts, and tell both people. A confirmed one can be lifted at any time.

    Args:
        message: for both people, at most 1,000 characters; may be empty.

    Raises:
        BookingRefused: the team cannot decide it (yet), or `by` took part in the booking. Safe to show.
    """
    with transaction.atomic():
        row = _locked(no_show)
        if reason := refusal_to_decide(row, by=by):
            raise BookingRefused(reason)
        if counts and row.is_confirmed and not row.is_appealed:
            raise BookingRefused(_("It already counts."))
        if not (counts and row.is_confirmed):  # upholding keeps the date, so an appeal never lengthens a pause
            row.settled_at = now
        row.outcome = NoShowOutcome.CONFIRMED if counts else NoShowOutcome.DISMISSED
        row.team_message, row.decided_at = message.strip(), now
        row.save(update_fields=["outcome", "settled_at", "team_message", "decided_at"])
        _tell_both(row, DECIDED, by=by, now=now)
    return row


def refusal_to_decide(no_show: NoShow, *, by: "User") -> str:
    """Why `by` cannot decide on it; "" if they can. Safe to show."""
    if not by.is_staff:
        return _("Only the club team can decide this.")
    if by in no_show.booking.people:
        return _("You’re one of the two, so someone else on the team decides.")
    if no_show.is_open:
        return _("The other person hasn’t answered yet.")
    if no_show.outcome == NoShowOutcome.DISMISSED:
        return _("It already doesn’t count.")
    return ""


def _locked(no_show: NoShow) -> NoShow:
    """Lock the report's booking until the transaction ends, then read and return the report."""
    Booking.objects.for_update().get(pk=no_show.booking_id)
    return NoShow.objects.with_people().get(pk=no_show.pk)


def _dispute(row: NoShow, *, by: "User", message: str, now: datetime) -> None:
    row.outcome, row.answer, row.answered_at = NoShowOutcome.DISPUTED, message, now
    row.save(update_fields=["outcome", "answer", "answered_at"])
    notify(row.reporter, "no_show_disputed", about=row, now=now, by=by)
    notify_team("no_show_for_team", about=row, now=now, by=by)


def _confirm(row: NoShow, how: str, *, by: "User | None", now: datetime) -> None:
    row.outcome, row.settled_at = NoShowOutcome.CONFIRMED, now
    row.save(update_fields=["outcome", "settled_at", "answer", "answered_at"])
    _tell_both(row, how, by=by, now=now)


def _tell_both(row: NoShow, how: str, *, by: "User | None", now: datetime) -> None:
    for person in row.booking.people:
        notify(person, "no_show_settled", about=row, data={"how": how, "outcome": row.outcome}, now=now, by=by)


def _mirrored() -> str:
    return _("They’ve told us that you weren’t there. Please say what happened there.")


def _needed(message: str) -> str:
    if not visible_length(message):
        raise BookingRefused(_("Please tell us in a few words what happened."))
    return message.strip()
