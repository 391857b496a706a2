"""A visitor's hold, as pages show it."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.urls import reverse
from django.utils.http import urlencode

from bookings.forms.bookings import format_instant
from bookings.models import Hold, SessionType
from mentors.models import Mentor


@dataclass(frozen=True, slots=True)
class HoldPresenter:
    """Needs the hold's mentor with their user, or no hold if its ten minutes are over.

    Attributes:
        slug: of the mentor the visitor wrote to; "" if unknown.
        is_member: the visitor has signed in since, without booking it.
    """

    hold: Hold | None
    now: datetime
    slug: str = ""
    is_member: bool = False

    @property
    def mentor(self) -> Mentor | None:
        return self.hold.mentor if self.hold else None

    @property
    def until(self) -> datetime | None:
        return self.hold.expires_at if self.hold else None

    @property
    def seconds(self) -> int:
        return ceil((self.hold.expires_at - self.now).total_seconds()) if self.hold else 0

    @property
    def page(self) -> str:
        """Where to pick another time."""
        mentor = self.mentor or Mentor(slug=self.slug)
        return mentor.get_absolute_url() if mentor.slug else ""

    @property
    def way_on(self) -> str:
        """The page with the next step to book the held time."""
        hold = self.hold
        way = address if self.is_member else sign_up_for
        return way(hold.mentor, hold.session_type, hold.starts_at) if hold else ""


def address(mentor: Mentor, session_type: SessionType, at: datetime) -> str:
    """The page that books this time."""
    slot = urlencode({"type": str(session_type.uuid), "at": format_instant(at)})
    return f"{reverse('bookings:book', args=[mentor.slug])}?{slot}"


def sign_up_for(mentor: Mentor, session_type: SessionType, at: datetime) -> str:
    """The page where visitors sign up to book this time; its `next` leads back."""
    back = address(mentor, session_type, at)
    return f"{reverse('account_signup')}?{urlencode({'next': back})}"
