"""A mentor's status in the directory: list, pause, resume, deactivate and leave."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.free_time import refresh_later
from bookings.hooks import gate_of
from bookings.models import Booking, BookingStatus, WaitlistEntry
from bookings.services.cancelling import call_off_row
from core.db import advisory_lock, retry_lost_races
from core.errors import Refused
from meetings.services import has_place
from mentors import directory_version
from mentors.hooks import announce_absence
from mentors.models import Mentor, MentorStatus
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_PAUSE = timedelta(days=2 * 366)
A_DAY_AHEAD = timedelta(hours=14)  # how much earlier than in UTC a day begins in the easternmost zone
SILENT_AFTER = 3  # requests in a row
RENEWAL = ("renewal_asked_at", "renewal_reminded_at", "lapsed_at")


class StatusRefused(Refused):
    """The mentor's status does not allow the change."""


@dataclass(frozen=True, slots=True)
class Step:
    """A setup step before a mentor is listed, with its page. Steps that aren't required are recommended."""

    done: bool
    label: str | Promise
    url_name: str
    required: bool = True


def steps(mentor: Mentor) -> list[Step]:
    """The setup steps before a mentor is listed, and whether each is done."""
    return [
        Step(mentor.weekly_hours.exists(), gettext_lazy("Set your hours"), "bookings:hours"),
        Step(has_place(mentor), gettext_lazy("Choose where you meet"), "bookings:meeting_place"),
        Step(mentor.session_types.offered().exists(), gettext_lazy("Choose what you offer"), "bookings:session_types"),
        Step(bool(mentor.own_headline), gettext_lazy("Say in one line what you help with"), "mentors:profile"),
        Step(bool(mentor.photo), gettext_lazy("Add a photo"), "mentors:profile"),
        Step(bool(mentor.bio), gettext_lazy("Write a few words about yourself"), "mentors:profile", required=False),
    ]


def is_ready(mentor: Mentor) -> bool:
    """Whether a mentor has done every required step."""
    return all(step.done for step in steps(mentor) if step.required)


def list_when_ready(mentor: Mentor, *, now: datetime) -> bool:
    """List a hidden, approved mentor once every step is done; never hides anyone. Returns whether it listed them.

    Called at the end of every service that can complete a step, in its transaction. The first time they get an email.
    """
    row = Mentor.objects.for_update().get(pk=mentor.pk)
    if row.status != MentorStatus.HIDDEN or row.approved_at is None or not is_ready(row):
        return False
    if gate_of(row.user, now=now).refusal:
        return False
    if row.went_live_at is None:
        row.went_live_at = now
        notify(row.user, "mentor_live", about=row, now=now)
    _set(row, MentorStatus.LISTED, now=now)
    return True


def list_ready_mentors(*, now: datetime) -> int:
    """List all hidden mentors who are ready, such as one who left, kept their hours and was approved again.

    Returns:
        The number of mentors listed.
    """
    hidden = Mentor.objects.filter(status=MentorStatus.HIDDEN, approved_at__isnull=False, user__is_active=True)
    listed = 0
    for mentor in hidden.order_by("pk"):
        with transaction.atomic():
            listed += list_when_ready(mentor, now=now)
    return listed


def pause(*, mentor: Mentor, by: "User", until: date | None = None, now: datetime) -> None:
    """Stop taking new bookings for a while; existing ones stay. Repeating it changes only until when.

    Args:
        until: the day on which the pause ends by itself, in the mentor's zone; None for an open end.

    Raises:
        NotYourDesk: it is someone else's profile.
        StatusRefused: they are not listed, or the day is not ahead or over two years ahead.
    """
    with transaction.atomic():
        row = Mentor.objects.for_update().own(mentor, by=by)
        if row.status not in (MentorStatus.LISTED, MentorStatus.PAUSED):
            raise StatusRefused(_("Only a listed mentor can pause."))
        if until is not None and not _today(row, now=now) < until <= _today(row, now=now) + LONGEST_PAUSE:
            raise StatusRefused(_("Choose a day from tomorrow on, at most two years ahead."))
        if row.status == MentorStatus.PAUSED and row.paused_until == until:
            return
        row.paused_until = until
        _set(row, MentorStatus.PAUSED, now=now)


def suspend(mentor: Mentor, *, until: datetime, now: datetime) -> None:
    """Take a mentor out of the directory until the team's pause ends; bookings stay.

    Who was listed is listed again on that day; in between, `bookings.hooks.gate` keeps them from coming back.
    """
    row = Mentor.objects.for_update().get(pk=mentor.pk)
    if row.status in (MentorStatus.LISTED, MentorStatus.PAUSED):
        # In their zone, and a day later, so that it has ended everywhere.
        row.paused_until = until.astimezone(ZoneInfo(row.user.time_zone)).date() + timedelta(days=1)
        _set(row, MentorStatus.PAUSED, now=now)


def end_suspension(mentor: Mentor, *, now: datetime) -> None:
    """List a mentor again whose pause the team has lifted."""
    row = Mentor.objects.for_update().get(pk=mentor.pk)
    if row.status == MentorStatus.PAUSED:
        _return(row, now=now)


def end_pauses(*, now: datetime) -> int:
    """End the pauses that were to last until today, and tell the mentors. Returns how many ended."""
    due = Mentor.objects.filter(
        status=MentorStatus.PAUSED, paused_until__lte=(now + A_DAY_AHEAD).date(), user__is_active=True
    )
    ended = 0
    for mentor in due.order_by("pk"):
        with transaction.atomic():
            row = Mentor.objects.for_update().get(pk=mentor.pk)
            if row.paused_until is None or row.paused_until > _today(row, now=now):
                continue  # it is still yesterday where they are, or they have just changed it
            if gate_of(row.user, now=now).refusal:
                continue  # they had a pause of their own, and the team's is longer
            _return(row, now=now)
            notify(row.user, "pause_over", about=row, now=now)
            ended += 1
    return ended


def resume(*, mentor: Mentor, by: "User", now: datetime) -> bool:
    """Take bookings again after a pause or inactivity. Returns whether they are listed; hidden if a step is missing.

    Raises:
        NotYourDesk: it is someone else's profile.
        StatusRefused: they are neither paused nor inactive.
    """
    with transaction.atomic():
        row = Mentor.objects.for_update().own(mentor, by=by)
        if row.status not in (MentorStatus.PAUSED, MentorStatus.INACTIVE):
            raise StatusRefused(_("You’re not on pause."))
        return resume_row(row, now=now)


def resume_row(row: Mentor, *, now: datetime) -> bool:
    """List a locked mentor again who was paused or inactive, if nothing is missing. Returns whether they are listed.

    Raises:
        StatusRefused: the team has decided that they can't be booked for now.
    """
    if reason := gate_of(row.user, now=now).refusal:
        raise StatusRefused(reason)
    return _return(row, now=now)


def lapse(row: Mentor, *, now: datetime) -> None:
    """Pause a locked mentor who hasn't answered whether they are still with the club; bookings stay."""
    row.paused_until, row.lapsed_at = None, now
    _set(row, MentorStatus.PAUSED, now=now)


@retry_lost_races()
def leave(*, mentor: Mentor, by: "User", message: str, now: datetime) -> None:
    """Stop being a mentor: no longer listed, upcoming bookings cancelled, requests declined. Safe to repeat.

    The waiting list ends, too. Sessions that have begun and requests past their deadline are left alone.

    Args:
        message: for everyone affected, at most 1,000 characters; may be empty.

    Raises:
        NotYourDesk: it is someone else's profile.
    """
    with transaction.atomic():
        advisory_lock(mentor, mentor.user)  # a concurrent booking either comes first and is cancelled, or is refused
        row = Mentor.objects.for_update().own(mentor, by=by)
        if row.status == MentorStatus.LEFT:
            return
        # Lock order: mentor, booking, jobs.
        ahead = list(Booking.objects.filter(mentor=row).upcoming(at=now).order_by("pk").for_update())
        _set(row, MentorStatus.LEFT, now=now)
        row.outside_calendars.all().delete()  # their secret addresses are no longer needed
        WaitlistEntry.objects.filter(mentor=row).delete()
        for booking in ahead:
            call_off_row(booking, by=by, message=message, now=now)
        notify(row.user, "mentor_left", about=row, now=now, by=by)


def deactivate_if_silent(mentor: Mentor, *, now: datetime) -> bool:
    """Remove an unresponsive mentor from the directory until they resume; bookings stay. Returns whether it did.

    Args:
        mentor: locked by the caller and up to date.
    """
    return mentor.status == MentorStatus.LISTED and _is_silent(mentor) and deactivate(mentor, now=now)


def deactivate(mentor: Mentor, *, now: datetime) -> bool:
    """Remove a mentor from the directory who answers nothing, and tell them. Returns whether they were listed.

    Args:
        mentor: locked by the caller and up to date.
    """
    if mentor.status != MentorStatus.LISTED:
        return False
    _set(mentor, MentorStatus.INACTIVE, now=now)
    notify(mentor.user, "mentor_inactive", about=mentor, now=now)
    return True


def _is_silent(mentor: Mentor) -> bool:
    """Whether the last three requests all expired. Requests from before the mentor last resumed do not count."""
    settled = Booking.objects.filter(mentor=mentor).settled_requests(since=mentor.back_since)
    return list(settled.values_list("status", flat=True)[:SILENT_AFTER]) == [BookingStatus.EXPIRED] * SILENT_AFTER


def _return(row: Mentor, *, now: datetime) -> bool:
    listed = is_ready(row)
    row.back_since = now
    _set(row, MentorStatus.LISTED if listed else MentorStatus.HIDDEN, now=now)
    return listed


def _today(mentor: Mentor, *, now: datetime) -> date:
    return now.astimezone(ZoneInfo(mentor.user.time_zone)).date()


def _set(row: Mentor, status: MentorStatus, *, now: datetime) -> None:
    row.status = status
    if status != MentorStatus.PAUSED:
        row.paused_until = None
        row.renewal_asked_at = row.renewal_reminded_at = row.lapsed_at = None  # whoever comes back is still with us
    row.changed_at = now
    row.save(update_fields=["status", "changed_at", "back_since", "went_live_at", "paused_until", *RENEWAL])
    if status != MentorStatus.LISTED:
        announce_absence(row, now=now)
    refresh_later(row, now=now)
    directory_version.bump()
