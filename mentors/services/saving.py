"""Saving mentors, to find them again."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.db import advisory_lock
from core.errors import Refused
from mentors.models import Mentor, SavedMentor

if TYPE_CHECKING:
    from accounts.models import User

MOST_SAVED = 200


class SavingRefused(Refused):
    """The member cannot save this mentor. Safe to show."""


def save_mentor(*, mentor: Mentor, by: "User", now: datetime) -> None:
    """Save a mentor for `by`. Saving again changes nothing.

    Raises:
        SavingRefused: their own profile, or too many.
    """
    if mentor.user_id == by.pk:
        raise SavingRefused(_("This is your own profile."))
    with transaction.atomic():
        advisory_lock(by)  # so that concurrent requests cannot exceed the limit
        saved = SavedMentor.objects.filter(member=by)
        if saved.filter(mentor=mentor).exists():
            return
        if saved.count() >= MOST_SAVED:
            text = _("You’ve saved %(most)d mentors, and there’s no room for more. Remove one first.")
            raise SavingRefused(text % {"most": MOST_SAVED})
        SavedMentor.objects.create(member=by, mentor=mentor, saved_at=now)


def unsave_mentor(*, mentor: Mentor, member: "User") -> None:
    """Remove a mentor from those a member has saved; does no harm if they were not."""
    SavedMentor.objects.filter(member=member, mentor=mentor).delete()
