"""What pages and emails say of a mentorship."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorships.models import Agreement, EndKind, LoggedMeeting, Mentorship, MentorshipState, sessions
from mentorships.policy import FORMING_FOR, WRAP_UP_FOR

if TYPE_CHECKING:
    from accounts.models import User


def day(at: datetime | None) -> str:
    """A day in the reader's zone and language; "" for none."""
    return date_format(localtime(at), "DATE_FORMAT") if at else ""


def every(weeks: int) -> str:
    """How often the two meet, in words."""
    return ngettext("every week", "every %(weeks)d weeks", weeks) % {"weeks": weeks}


def lasting(weeks: int) -> str:
    """How long it takes, in words."""
    return ngettext("%(weeks)d week", "%(weeks)d weeks", weeks) % {"weeks": weeks}


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting, held or to come.

    Attributes:
        page: of its booking; "" if it was elsewhere.
        notes: the address of what is noted about it.
        until: when it ends; None if it was elsewhere.
    """

    at: datetime
    page: str = ""
    is_coming: bool = False
    notes: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class MentorshipPresenter:
    """A mentorship as one of the two sees it. Needs its people loaded."""

    row: Mentorship
    reader: "User"
    now: datetime
    agreement: Agreement | None = None
    meetings: Sequence[Met] = ()

    @property
    def other(self) -> "User":
        return self.row.other_than(self.reader)

    @property
    def is_mentee(self) -> bool:
        return self.reader.pk == self.row.mentee_id

    @property
    def photo(self) -> str:
        return self.row.mentor.photo_url(192) if self.is_mentee else ""

    @property
    def hue(self) -> int:
        return self.row.mentor.hue if self.is_mentee else self.row.mentee.hue

    @property
    def has_signed(self) -> bool:
        """Whether the reader has signed the latest version."""
        return self.agreement is not None and self.agreement.is_signed_by(self.reader)

    @property
    def held(self) -> int:
        return sum(not meeting.is_coming for meeting in self.meetings)

    @property
    def today(self) -> str:
        """The day in the reader's zone, as a form takes it."""
        return localtime(self.now).date().isoformat()

    @property
    def is_quiet(self) -> bool:
        return self.row.state == MentorshipState.ACTIVE and self.row.asked_at is not None

    @property
    def can_write(self) -> bool:
        """Whether the two can write to each other because of this mentorship."""
        return self.now < self.row.writable_until(at=self.now) and self.other.is_active

    @property
    def state(self) -> str:
        """Where it is, and what comes by itself: a sentence."""
        row, name = self.row, self.other.get_short_name()
        match row.state:
            case MentorshipState.FORMING:
                text = _("It’s under way as soon as you’ve both signed and met once. Until %(day)s, the place is kept.")
                return text % {"day": day(row.state_since + FORMING_FOR)}
            case MentorshipState.ACTIVE:
                return _("Under way until %(day)s.") % {"day": day(row.ends_at)}
            case MentorshipState.PAUSED:
                return _("Paused until %(day)s at most. The planned end moves along.") % {"day": day(row.paused_until)}
            case MentorshipState.WRAPPING_UP:
                text = _("It ends on %(day)s. Until then there’s time for a last meeting with %(name)s.")
                return text % {"day": day(row.state_since + WRAP_UP_FOR), "name": name}
        if row.end_kind == EndKind.COMPLETED:
            return _("Completed on %(day)s.") % {"day": day(row.ended_at)}
        return _("Ended on %(day)s.") % {"day": day(row.ended_at)}


def meetings_of(row: Mentorship, *, now: datetime) -> list[Met]:
    """When the two met since the mentorship began, and when they will, until its end; the latest first. Two queries."""
    booked = sessions(mentor=row.mentor_id, mentee=row.mentee_id, since=row.began_at)
    if row.ended_at:
        booked = booked.filter(ends_at__lte=row.ended_at)
    found = [
        Met(each.starts_at, each.get_absolute_url(), each.ends_at > now, _notes(row, each.uuid), each.ends_at)
        for each in booked
    ]
    logged = LoggedMeeting.objects.filter(mentorship=row)
    found += [Met(each.met_at, notes=_notes(row, each.uuid)) for each in logged]
    return sorted(found, key=lambda met: met.at, reverse=True)


def _notes(row: Mentorship, meeting: UUID) -> str:
    return reverse("mentorships:notes_of", args=[row.uuid, meeting])
