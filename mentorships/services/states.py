"""Moving a mentorship from one state to another, and ending it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from conversations.services.opening import keep_open
from mentorships.errors import MentorshipRefused
from mentorships.models import EndKind, Mentorship, MentorshipState

if TYPE_CHECKING:
    from accounts.models import User


def locked(mentorship: Mentorship, by: "User") -> Mentorship:
    """The current row, locked, for one of the two.

    Raises:
        MentorshipRefused: it isn't theirs. Safe to show.
    """
    row = Mentorship.objects.for_update().get(pk=mentorship.pk)
    if by.pk not in (row.mentee_id, row.mentor.user_id):
        raise MentorshipRefused(_("This isn’t your mentorship."))
    return row


def locked_live(mentorship: Mentorship, by: "User") -> Mentorship:
    """The same, as long as it lasts.

    Raises:
        MentorshipRefused: it isn't theirs, or has ended. Safe to show.
    """
    row = locked(mentorship, by)
    if not row.is_live:
        raise MentorshipRefused(_("This mentorship has ended."))
    return row


def move(row: Mentorship, state: MentorshipState, *, now: datetime, **values: Any) -> None:
    """Bring a locked mentorship into another state: its clocks begin anew, and answers to "continue?" are forgotten."""
    values = {"paused_until": None} | values | {"state": state, "state_since": now, "asked": 0, "asked_at": None}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[*values])
    row.continuations.all().delete()


def end(row: Mentorship, kind: EndKind, *, now: datetime) -> None:
    """End a locked mentorship; its place is free. The caller tells the two."""
    move(row, MentorshipState.ENDED, ended_at=now, end_kind=kind, now=now)
    keep_open(one=row.mentor.user, other=row.mentee, until=row.writable_until(at=now))
