"""Saving mentors and searches, to find them again."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.db import advisory_lock
from core.errors import Refused
from mentors.models import Mentor, SavedMentor, SavedSearch

if TYPE_CHECKING:
    from accounts.models import User

MOST_SAVED = 200
MOST_SEARCHES = 10


class SavingRefused(Refused):
    """The member cannot save this. Safe to show."""


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


def save_search(*, query: str, by: "User", now: datetime) -> None:
    """Save a search for `by`, who hears of mentors listed from now on. Saving it again changes nothing.

    Args:
        query: as `directory.filters.Filters.encoded` writes it.

    Raises:
        SavingRefused: it looks for nothing, or they've saved too many.
    """
    if not query:
        raise SavingRefused(_("Choose a filter or type what you need first."))
    with transaction.atomic():
        advisory_lock(by)
        saved = SavedSearch.objects.filter(member=by)
        if saved.filter(query=query).exists():
            return
        if saved.count() >= MOST_SEARCHES:
            text = _("You’ve saved %(most)d searches, and there’s no room for more. Remove one first.")
            raise SavingRefused(text % {"most": MOST_SEARCHES})
        SavedSearch.objects.create(member=by, query=query, saved_at=now, told_until=now)


def forget_search(search: SavedSearch) -> None:
    """Remove a search: its member hears no more of it."""
    SavedSearch.objects.filter(pk=search.pk).delete()
