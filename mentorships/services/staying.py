"""Staying in contact: by the yes of both, and until one withdraws it. Neither is told of a yes without their own."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Block
from mentorships.errors import MentorshipRefused
from mentorships.models import Contact, EndKind, Mentorship, MentorshipState
from mentorships.services.changing import tell_both
from mentorships.services.states import locked

if TYPE_CHECKING:
    from accounts.models import User

PARTED = (EndKind.APART, EndKind.GONE)


def say_yes(*, mentorship: Mentorship, by: "User", now: datetime) -> bool:
    """Say that one would like to stay in contact. Saying it again does nothing.

    Returns:
        Whether both have said so by now.

    Raises:
        MentorshipRefused: it's too early or too late, or the two are kept apart. Safe to show.
    """
    with transaction.atomic():
        row = locked(mentorship, by)
        if reason := refusal_to_stay(row, by, now=now):
            raise MentorshipRefused(reason)
        contact = Contact.objects.filter(mentorship=row).first() or Contact(mentorship=row)
        if contact.is_wanted_by(by):
            return contact.is_mutual
        if by.pk == row.mentee_id:
            contact.mentee_yes_at = now
        else:
            contact.mentor_yes_at = now
        contact.save()
        if contact.is_mutual:
            tell_both(row, "mentorship_contact", now=now)
    return contact.is_mutual


def withdraw(*, mentorship: Mentorship, by: "User") -> None:
    """Withdraw one's yes: the contact ends, if there was one. The other isn't told, and reads it on the page.

    Raises:
        MentorshipRefused: it isn't theirs. Safe to show.
    """
    with transaction.atomic():
        row = locked(mentorship, by)
        mine, theirs = ("mentee", "mentor") if by.pk == row.mentee_id else ("mentor", "mentee")
        wanted = Contact.objects.filter(mentorship=row)
        wanted.filter(**{f"{theirs}_yes_at": None}).delete()
        wanted.update(**{f"{mine}_yes_at": None})


def refusal_to_stay(row: Mentorship, by: "User", *, now: datetime) -> str:
    """Why one can't say that they'd stay in contact; "" if they can. Safe to show."""
    other = row.other_than(by)
    if row.end_kind in PARTED or not other.is_active or Block.objects.between(by.pk, other.pk).exists():
        return _("This mentorship is closed.")
    if row.state not in (MentorshipState.WRAPPING_UP, MentorshipState.ENDED):
        return _("That’s for the end of your mentorship.")
    if now >= row.writable_until(at=now):
        return _("It’s too late for that. You can book a session, of course.")
    return ""
