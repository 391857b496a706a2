"""Once a year each mentor is asked whether they are still with the club. Without an answer, their profile is paused."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from bookings.services.status import lapse, resume_row
from mentors.models import Mentor, MentorStatus
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

YEAR = timedelta(days=365)
REMIND_AFTER = timedelta(weeks=3)
PAUSE_AFTER = timedelta(weeks=3)  # after the reminder


def paused_by(mentor: Mentor) -> datetime | None:
    """When a mentor's profile is paused unless they answer; None if they weren't asked, or it has been paused."""
    if mentor.renewal_asked_at is None or mentor.lapsed_at is not None:
        return None
    return (mentor.renewal_reminded_at or mentor.renewal_asked_at + REMIND_AFTER) + PAUSE_AFTER


def ask_mentors(*, now: datetime) -> int:
    """Ask listed mentors who have not said for a year that they are still with the club. Returns how many."""
    asked = 0
    for mentor in Mentor.objects.listed().to_renew(since=now - YEAR).order_by("pk"):
        with transaction.atomic():
            row = Mentor.objects.for_update().get(pk=mentor.pk)
            if not Mentor.objects.listed().to_renew(since=now - YEAR).filter(pk=row.pk).exists():
                continue
            row.renewal_asked_at = now
            row.save(update_fields=["renewal_asked_at"])
            notify(row.user, "renewal_asked", about=row, now=now)
            asked += 1
    return asked


def remind_or_pause(*, now: datetime) -> None:
    """Remind those who haven't answered for three weeks, and after three more pause the profiles of those."""
    waiting = Mentor.objects.listed().filter(renewal_asked_at__lte=now - REMIND_AFTER)
    for mentor in waiting.order_by("pk"):
        with transaction.atomic():
            row = Mentor.objects.for_update().get(pk=mentor.pk)
            if not row.is_listed or row.renewal_asked_at is None:
                continue  # they have just answered, or taken a break
            if row.renewal_reminded_at is None:
                row.renewal_reminded_at = now
                row.save(update_fields=["renewal_reminded_at"])
                notify(row.user, "renewal_reminder", about=row, now=now)
            elif now >= row.renewal_reminded_at + PAUSE_AFTER:
                lapse(row, now=now)
                notify(row.user, "renewal_lapsed", about=row, now=now)


def renew(*, mentor: Mentor, by: "User", now: datetime) -> bool:
    """Say that one is still with the club. A profile that was paused for want of an answer is public again.

    Returns:
        Whether they are listed. Doing it again changes nothing.

    Raises:
        NotYourDesk: it is someone else's profile.
        StatusRefused: the team has decided that they can't be booked for now.
    """
    with transaction.atomic():
        row = Mentor.objects.for_update().own(mentor, by=by)
        if row.renewal_asked_at is None:
            return row.is_listed
        lapsed = row.lapsed_at is not None
        row.renewed_at, row.renewal_asked_at, row.renewal_reminded_at, row.lapsed_at = now, None, None, None
        row.save(update_fields=["renewed_at", "renewal_asked_at", "renewal_reminded_at", "lapsed_at"])
        if lapsed and row.status == MentorStatus.PAUSED:
            return resume_row(row, now=now)
        return row.is_listed
