"""What all emails about a mentorship share."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.http import absolute
from mentorships.models import Mentorship, MentorshipState
from notifications.mail_content import Link, NoticeContext, NoticeObsolete, loads_about

# At most one email a day of those that remind and ask. What has happened, such as an end or a pause, is told at once.
DAILY = "mentorships"


@loads_about
def mentorships_with_people() -> QuerySet[Mentorship]:
    return Mentorship.objects.with_people()


@dataclass(frozen=True, slots=True)
class MentorshipMail:
    """A mentorship as the recipient of an email sees it."""

    row: Mentorship
    context: NoticeContext

    @property
    def is_mentee(self) -> bool:
        reader = self.context.recipient
        return reader is not None and reader.pk == self.row.mentee_id

    @property
    def words(self) -> dict[str, Any]:
        """The other one's first name."""
        other = self.row.mentor.user if self.is_mentee else self.row.mentee
        return {"name": other.get_short_name()}

    @property
    def subject_words(self) -> dict[str, Any]:
        """The other one's full name."""
        other = self.row.mentor.user if self.is_mentee else self.row.mentee
        return {"name": other.display_name}

    def link(self, label: str, path: str = "") -> Link:
        return Link(label, absolute(path or self.row.get_absolute_url()))


def mail_of(context: NoticeContext, *states: MentorshipState) -> MentorshipMail:
    """Build the email's view.

    Raises:
        NoticeObsolete: the mentorship is in none of `states` any more.
    """
    row: Mentorship = context.about
    if row.state not in states:
        raise NoticeObsolete(f"the mentorship is {row.state} by now")
    return MentorshipMail(row, context)
