"""What mentorships provide to the apps below them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.hooks import ToDo, blocked, closed, waits
from accounts.models import Block, User
from bookings.hooks import Aside, agreed, goes_with, regulars
from bookings.models import Booking
from conversations.hooks import Subject, subject
from conversations.policy import OPEN_AFTER
from mentors.hooks import unlisted
from mentors.models import Mentor, MentorStatus
from mentorships.models import Contact, Mentorship
from mentorships.presenters.beside import beside
from mentorships.presenters.to_do import to_do
from mentorships.services import parting


@agreed
def are_mentor_and_mentee(mentor: Mentor, member: User, now: datetime) -> Callable[[Booking, datetime], None] | None:
    """A live mentorship of the two: no request has to be answered."""
    if settings.MENTORSHIPS and Mentorship.objects.live().filter(mentor=mentor, mentee=member).exists():
        return _nothing_more
    return None


@regulars
def mentors_in_mentorships(member: User) -> QuerySet[Mentor]:
    """The mentors of a member's live mentorships."""
    return Mentor.objects.filter(pk__in=Mentorship.objects.live().filter(mentee=member).values("mentor"))


def _nothing_more(booking: Booking, at: datetime) -> None:
    """What is booked counts as a meeting of the two, without a row of its own."""


@blocked
def part(block: Block, now: datetime) -> None:
    """End the mentorship of two members who are kept apart."""
    parting.end_between(block=block, now=now)


@closed
def end_mentorships(user: User, now: datetime) -> None:
    """End the mentorships of a closed account."""
    parting.end_all(member=user, now=now)


@unlisted
def end_with_a_mentor_who_leaves(mentor: Mentor, now: datetime) -> None:
    """End a mentor's mentorships when they leave. On a break they stay."""
    if mentor.status == MentorStatus.LEFT:
        parting.end_of(mentor=mentor, now=now)


@subject
def mentorship_of_two(reader: User, other: User, now: datetime) -> Subject | None:
    """The mentorship of two members, as long as it lasts and 14 days longer."""
    if not settings.MENTORSHIPS:
        return None
    row = Mentorship.objects.connecting(reader, other, at=now).order_by("-began_at").first()
    if row is None:
        return None
    until = row.writable_until(at=now)
    return Subject(_("Your mentorship"), row.get_absolute_url(), open_until=until, is_open_ended=row.is_live)


@subject
def staying_in_contact(reader: User, other: User, now: datetime) -> Subject | None:
    """Two who both said that they'd stay in contact: for as long as both do."""
    if not settings.MENTORSHIPS:
        return None
    contact = Contact.objects.mutual().between(reader.pk, other.pk).select_related("mentorship").first()
    if contact is None:
        return None
    page = contact.mentorship.get_absolute_url()
    return Subject(_("You stay in contact"), page, open_until=now + OPEN_AFTER, is_open_ended=True)


@waits
def mentorships_waiting(member: User, now: datetime, most: int) -> Iterable[ToDo]:
    """Agreements to sign, first meetings to book, and quiet mentorships."""
    return to_do(member, most=most, now=now) if settings.MENTORSHIPS else ()


@goes_with
def agenda_and_first_hour(booking: Booking, reader: User, now: datetime) -> Sequence[Aside]:
    """The agenda of the two, and a path through their first hour."""
    return beside(booking, reader, now=now) if settings.MENTORSHIPS else ()
