"""A meeting as one of its two people sees it on the join page."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

import structlog

from bookings.presenters.bookings import BookingPresenter
from bookings.services.meetings import refusal_to_give_link, refusal_to_say_late
from integrations.errors import Missing, Refusal, Unavailable
from meetings.models import Meeting, MeetingState
from meetings.providers.registry import PROVIDERS, title_of

logger = structlog.get_logger(__name__)

NEAR = timedelta(hours=24)
HOUR = 3600  # seconds


@dataclass(frozen=True, slots=True)
class Starting:
    """How long until a session starts, as its page says it; static/js/starts.js goes on counting in the same way.

    Attributes:
        seconds: until the start, negative after it.
        unit: "days" (a day ahead and more, when the date says enough), "hours", "minutes", "now" or "ago" (minutes).
        number: of the unit's hours or minutes.
    """

    seconds: int
    unit: str
    number: int = 0


def starting_in(left: timedelta) -> Starting:
    """What to say when `left` remains until the start."""
    seconds = left.total_seconds()
    whole = round(seconds)
    if left > NEAR:
        return Starting(whole, "days")
    if seconds > 2 * HOUR:
        return Starting(whole, "hours", int(seconds / HOUR + 0.5))
    if seconds > 0:
        return Starting(whole, "minutes", ceil(seconds / 60))
    minutes = int(-seconds // 60)
    return Starting(whole, "ago", minutes) if minutes else Starting(whole, "now")


@dataclass(frozen=True, slots=True)
class MeetingPresenter(BookingPresenter):
    """Needs `Booking.objects.with_people().select_related("meeting")`; makes no queries."""

    @property
    def meeting(self) -> Meeting | None:
        return self.booking.meeting

    @property
    def is_near(self) -> bool:
        """Whether it starts within a day, when joining it matters more than adding it to a calendar."""
        return self.booking.starts_at - self.now <= NEAR

    @property
    def starting(self) -> Starting:
        return starting_in(self.booking.starts_at - self.now)

    @property
    def has_begun(self) -> bool:
        return self.booking.starts_at <= self.now

    @property
    def is_over(self) -> bool:
        return self.now >= self.booking.ends_at

    @property
    def link(self) -> str:
        """The current link; "" while there is none. A room that is being moved keeps its link."""
        failed = self.meeting is not None and self.meeting.state == MeetingState.FAILED
        return "" if failed else self.booking.meeting_url

    @property
    def can_start(self) -> bool:
        """Whether the reader can enter as the host, so that someone opens the waiting room."""
        meeting = self.meeting
        return self.is_mentor and self.is_open and meeting is not None and meeting.has_host_link

    @property
    def can_give_link(self) -> bool:
        return not refusal_to_give_link(self.booking, by=self.viewer, now=self.now)

    @property
    def can_say_late(self) -> bool:
        return not self.i_am_late and not refusal_to_say_late(self.booking, by=self.viewer, now=self.now)

    @property
    def i_am_late(self) -> bool:
        return self._late(mentor=self.is_mentor)

    @property
    def other_is_late(self) -> bool:
        return self._late(mentor=not self.is_mentor)

    @property
    def place(self) -> str:
        """Who provides the room, such as "Zoom"; "" for the mentor's own link."""
        return title_of(self.meeting.provider) if self.meeting else ""

    @property
    def problem(self) -> str:
        """Why the room could not be created, for the mentor; "" for the mentee."""
        meeting = self.meeting
        return str(meeting.get_problem_display()) if meeting and self.is_mentor else ""

    @property
    def shown(self) -> str:
        """A fingerprint of what the page shows: while it stays the same, a polling page gets no new content."""
        door = (self.link, self.place, self.problem, self.is_open, self.is_over)
        late = (self.i_am_late, self.can_say_late, self.other_is_late)
        return hashlib.sha256(repr(door + late).encode()).hexdigest()[:12]

    def _late(self, *, mentor: bool) -> bool:
        return bool(self.booking.mentor_late_at if mentor else self.booking.mentee_late_at)


def start_link(presenter: MeetingPresenter) -> str:
    """A fresh link for the host; "" if there is none or the provider does not give it."""
    if not presenter.can_start or presenter.meeting is None:
        return ""
    try:
        return PROVIDERS[presenter.meeting.provider].host_link(presenter.meeting.identifier)
    except (Unavailable, Refusal, Missing) as error:
        logger.warning("meetings", outcome="no link for the host", error=str(error))
        return ""
