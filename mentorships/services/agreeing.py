"""The agreement: either changes it, both sign it, and with the first meeting the mentorship is under way."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentorships.errors import MentorshipRefused
from mentorships.models import Agreement, Mentorship, MentorshipState
from mentorships.services.states import locked, move
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

CHANGEABLE = (MentorshipState.FORMING, MentorshipState.ACTIVE, MentorshipState.PAUSED)
COPIED = ("goal", "rhythm", "weeks", "channel", "answer_days", "between_us", "off_limits", "if_missed")


def revise(*, mentorship: Mentorship, by: "User", version: int, lines: dict[str, Any], now: datetime) -> Agreement:
    """Change lines of the agreement: a new version, signed by whoever wrote it. The same again changes nothing.

    Args:
        version: the one that the writer read.
        lines: values for all of `COPIED`.

    Raises:
        MentorshipRefused: it has been changed meanwhile, or can't be any more. Safe to show.
    """
    with transaction.atomic():
        row = locked(mentorship, by)
        latest = row.agreements.last()
        if latest is None or row.state not in CHANGEABLE:
            raise MentorshipRefused(_("This mentorship is coming to an end, so its agreement stays as it is."))
        if all(getattr(latest, name) == lines[name] for name in COPIED):
            return _sign(row, latest, by, now=now)
        if latest.version != version:
            raise MentorshipRefused(_("The agreement has been changed since you opened it. Please read it again."))
        mine = "mentee_signed_at" if by.pk == row.mentee_id else "mentor_signed_at"
        made = Agreement.objects.create(
            mentorship=row,
            version=version + 1,
            **{name: lines[name] for name in COPIED},
            written_by=by,
            written_at=now,
            **{mine: now},
        )
        notify(row.other_than(by), "mentorship_to_sign", about=row, data={"version": made.version}, now=now, by=by)
    return made


def draft(*, mentorship: Mentorship, by: "User", version: int, lines: dict[str, Any], now: datetime) -> Agreement:
    """Write a version that neither has signed: the two fill it together while they talk, and both sign it after.

    Tells no one: they are sitting together. The same again changes nothing.

    Args:
        version: the one that the writer read.
        lines: values for all of `COPIED`.

    Raises:
        MentorshipRefused: it has been changed meanwhile, or can't be any more. Safe to show.
    """
    with transaction.atomic():
        row = locked(mentorship, by)
        latest = row.agreements.last()
        if latest is None or row.state not in CHANGEABLE:
            raise MentorshipRefused(_("This mentorship is coming to an end, so its agreement stays as it is."))
        if all(getattr(latest, name) == lines[name] for name in COPIED):
            return latest
        if latest.version != version:
            raise MentorshipRefused(_("The agreement has been changed since you opened it. Please read it again."))
        return Agreement.objects.create(
            mentorship=row,
            version=version + 1,
            **{name: lines[name] for name in COPIED},
            written_by=by,
            written_at=now,
        )


def sign(*, mentorship: Mentorship, by: "User", version: int, now: datetime) -> Agreement:
    """Sign the latest version. Signing it again does nothing.

    Raises:
        MentorshipRefused: another version is the latest by now, or it is over. Safe to show.
    """
    with transaction.atomic():
        row = locked(mentorship, by)
        latest = row.agreements.last()
        if latest is None or row.state not in CHANGEABLE:
            raise MentorshipRefused(_("This mentorship is coming to an end, so there’s nothing to sign."))
        if latest.version != version:
            raise MentorshipRefused(_("The agreement has been changed since you opened it. Please read it again."))
        return _sign(row, latest, by, now=now)


def _sign(row: Mentorship, latest: Agreement, by: "User", *, now: datetime) -> Agreement:
    if latest.is_signed_by(by):
        return latest
    mine = "mentee_signed_at" if by.pk == row.mentee_id else "mentor_signed_at"
    setattr(latest, mine, now)
    latest.save(update_fields=[mine])
    if latest.is_signed:
        if row.ends_at is not None:
            row.ends_at += timedelta(weeks=latest.weeks - row.weeks)
        row.weeks, row.rhythm = latest.weeks, latest.rhythm
        row.save(update_fields=["ends_at", "weeks", "rhythm"])
        start_if_ready(row, now=now)
    else:  # it was a draft
        notify(row.other_than(by), "mentorship_to_sign", about=row, data={"version": latest.version}, now=now, by=by)
    return latest


def start_if_ready(row: Mentorship, *, now: datetime) -> bool:
    """Have a locked mentorship under way once both have signed one version and met; returns whether it is now."""
    if row.state != MentorshipState.FORMING or not row.agreements.signed().exists():
        return False
    if not row.met(at=now):
        return False
    move(row, MentorshipState.ACTIVE, ends_at=now + timedelta(weeks=row.weeks), now=now)
    return True
