"""Mentorships that end because an account is closed, or because one has blocked the other."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import Block
from mentors.models import Mentor
from mentorships.models import Contact, EndKind, Mentorship
from mentorships.services.states import end
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User


def end_all(*, member: "User", now: datetime) -> None:
    """End the mentorships of a closed account, in the caller's transaction. The others are told."""
    Contact.objects.filter(pk__in=Contact.objects.of(member).values("pk")).delete()
    for row in Mentorship.objects.live().filter(Q(mentee=member) | Q(mentor__user=member)).for_update().order_by("pk"):
        end(row, EndKind.GONE, now=now)
        notify(row.other_than(member), "mentorship_ended", about=row, now=now)


def end_of(*, mentor: Mentor, now: datetime) -> None:
    """End the mentorships of a mentor who leaves the club as one. The mentees are told."""
    for row in Mentorship.objects.live().filter(mentor=mentor).for_update().order_by("pk"):
        end(row, EndKind.GONE, now=now)
        notify(row.mentee, "mentorship_ended", about=row, now=now)


def end_between(*, block: Block, now: datetime) -> None:
    """End what two members have who are kept apart. The other is told that it has ended, and no more."""
    Contact.objects.filter(pk__in=Contact.objects.between(block.blocker_id, block.blocked_id).values("pk")).delete()
    for row in Mentorship.objects.live().between(block.blocker_id, block.blocked_id).for_update().order_by("pk"):
        end(row, EndKind.APART, now=now)
        notify(block.blocked, "mentorship_ended", about=row, now=now)
