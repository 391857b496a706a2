"""What a page says of staying in contact."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mentorships.models import Contact, Mentorship, MentorshipState
from mentorships.presenters import day
from mentorships.services.staying import refusal_to_stay

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Staying:
    """Staying in contact as one of the two sees it: nothing in it depends on the other's yes without the reader's own.

    Attributes:
        since: the day from which both said yes; "" if they don't.
    """

    said_yes: bool
    since: str


def staying_of(row: Mentorship, reader: "User", *, now: datetime) -> Staying | None:
    """What the page says; None if there's nothing to say yet, or any more. Two queries, from its end on."""
    if row.state not in (MentorshipState.WRAPPING_UP, MentorshipState.ENDED):
        return None
    contact = Contact.objects.filter(mentorship=row).first()
    both = [contact.mentee_yes_at, contact.mentor_yes_at] if contact else []
    is_mutual = all(both) and bool(both)
    if not is_mutual and refusal_to_stay(row, reader, now=now):
        return None
    since = day(max(at for at in both if at)) if is_mutual else ""
    return Staying(contact is not None and contact.is_wanted_by(reader), since)
