"""Three cards that mentors and mentees read before their first mentorship. Nothing waits for it."""

from datetime import datetime
from typing import TYPE_CHECKING

from mentorships.models import CardsRead

if TYPE_CHECKING:
    from accounts.models import User


def confirm(*, member: "User", as_mentor: bool, now: datetime) -> None:
    """Say that one has read them. The first time counts."""
    CardsRead.objects.get_or_create(member=member, as_mentor=as_mentor, defaults={"read_at": now})


def has_read(*, member: "User", as_mentor: bool) -> bool:
    """Whether a member has confirmed the cards of a role."""
    return CardsRead.objects.of(member).filter(as_mentor=as_mentor).exists()
