"""A booking as one of its two people sees it on a page."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from bookings import ical
from bookings.hooks import NOTHING, FollowUp, follow_ups
from bookings.models import Booking, BookingStatus, NoShow
from bookings.presenters import states
from bookings.presenters.clocks import mentor_time
from bookings.services.answering import refusal_to_answer
from bookings.services.cancelling import refusal_to_cancel
from bookings.services.moving import refusal_to_move, refusal_to_propose
from bookings.services.no_shows import refusal_to_report
from bookings.services.preparing import refusal_to_prepare
from bookings.services.reconfirming import refusal_to_reconfirm

if TYPE_CHECKING:
    from accounts.models import User

SOON = timedelta(hours=1)
OPENS = timedelta(minutes=10)  # before the start, when the meeting page shows the link


@dataclass(frozen=True, slots=True)
class BookingPresenter:
    """Needs `Booking.objects.with_people()`, and `no_shows` prefetched for past bookings; makes no queries.

    Attributes:
        follow_up: what `bookings.hooks.follow_ups` says of a past booking.
    """

    booking: Booking
    viewer: "User"
    now: datetime
    follow_up: FollowUp = NOTHING

    @property
    def is_mentor(self) -> bool:
        return self.viewer.pk == self.booking.mentor.user_id

    @property
    def first_name(self) -> str:
        """What the page calls the other person below its heading."""
        return self.booking.other_than(self.viewer).get_short_name()

    @property
    def name(self) -> str:
        """The other person's name."""
        return self.booking.other_than(self.viewer).display_name

    @property
    def hue(self) -> int:
        return self.booking.mentee.hue if self.is_mentor else self.booking.mentor.hue

    @property
    def photo(self) -> str:
        return "" if self.is_mentor else self.booking.mentor.photo_url(192)

    @property
    def about_other(self) -> str:
        """A line about the other person: a mentor's headline; "" for a mentee."""
        return "" if self.is_mentor else self.booking.mentor.own_headline

    @property
    def profile(self) -> str:
        """The address of the other person's public page, "" without one."""
        mentor = self.booking.mentor
        return mentor.get_absolute_url() if mentor.is_shown and not self.is_mentor else ""

    @property
    def state(self) -> str:
        """The state in words that need no colour; for a past session, `confirmed` would say too little."""
        if self.is_over:
            return self.doubt or _("took place")
        return states.state_of(self.booking, viewer=self.viewer)

    @property
    def meaning(self) -> str:
        """What the state means for the viewer, where its own words don't say that; "" where they do."""
        if self.doubt and self.no_shows:
            return states.meaning_of_report(self.no_shows[0], viewer=self.viewer, name=self.first_name)
        return states.meaning_of(self.booking, viewer=self.viewer)

    @property
    def ending(self) -> str:
        """How it came to its end, as a sentence; "" for what is on or took place."""
        return states.ending_of(self.booking, viewer=self.viewer)

    @property
    def last_message(self) -> str:
        """What was written with the cancellation or the refusal; "" without one."""
        booking = self.booking
        return booking.answer if booking.status == BookingStatus.DECLINED else booking.cancel_message

    @property
    def last_author(self) -> "User | None":
        """Who wrote `last_message`."""
        booking = self.booking
        return booking.mentor.user if booking.status == BookingStatus.DECLINED else booking.cancelled_by

    @property
    def answer(self) -> str:
        """What the mentor wrote when accepting; "" without it."""
        return "" if self.booking.status == BookingStatus.DECLINED else self.booking.answer

    @property
    def description(self) -> str:
        """How the session works; "" once it is over."""
        return self.booking.session_type.description if self.is_coming else ""

    @property
    def looks_on(self) -> bool:
        """Whether the viewer may want another mentor, as someone else's doing left them without this one."""
        return bool(self.ending) and not self.is_mentor and self.booking.cancelled_by_id != self.viewer.pk

    @property
    def is_over(self) -> bool:
        return self.booking.is_confirmed and not self.is_coming

    @property
    def no_shows(self) -> list[NoShow]:
        """What the two have reported about no-shows."""
        return list(self.booking.no_shows.all())

    @property
    def doubt(self) -> str:
        """Why a past session may not have taken place; "" if no one says so."""
        if not self.is_over:
            return ""
        told = self.no_shows
        if any(row.is_confirmed for row in told):
            return _("didn’t take place")
        return _("no-show reported") if any(row.is_open or row.is_disputed for row in told) else ""

    @property
    def to_answer(self) -> NoShow | None:
        """The report that the viewer did not show up, while it waits for their answer."""
        return next((told for told in self.no_shows if told.is_open and told.absentee == self.viewer), None)

    @property
    def can_report(self) -> bool:
        """Whether the viewer can report a no-show; not if they were reported themselves."""
        talked = self.follow_up.talked
        refused = refusal_to_report(self.booking, by=self.viewer, now=self.now, talked=talked)
        return not refused and not any(told.absentee == self.viewer for told in self.no_shows)

    @property
    def feedback_page(self) -> str:
        """Where the viewer can say how it was; "" if they aren't asked."""
        return "" if self.is_mentor else self.follow_up.page

    @property
    def book_again(self) -> str:
        """Where the viewer can book the mentor again, once this booking is over."""
        return "" if self.is_coming else self.profile

    @property
    def mentor_time(self) -> str:
        """For mentees: the start in the mentor's local time, with the place; "" if it's the same time."""
        zone = timezone.get_current_timezone()
        return "" if self.is_mentor else mentor_time(self.booking.starts_at, zone, mentor=self.booking.mentor)

    @property
    def to_bring(self) -> str:
        """For mentees: what the mentor asks them to bring; "" once it is over."""
        return "" if self.is_mentor or not self.is_coming else self.booking.session_type.to_bring

    @property
    def asks(self) -> str:
        """The mentor's question that the topic answers; "" once it is over."""
        return self.booking.session_type.question if self.is_coming else ""

    @property
    def is_prepared(self) -> bool:
        return bool(self.booking.preparation or self.booking.preparation_link)

    @property
    def can_prepare(self) -> bool:
        return not refusal_to_prepare(self.booking, by=self.viewer, now=self.now)

    @property
    def can_write(self) -> bool:
        """Whether the two can write to each other because of this booking."""
        is_open = self.booking.is_confirmed and self.now < self.booking.writable_until
        return is_open and self.booking.other_than(self.viewer).is_active

    @property
    def is_coming(self) -> bool:
        return self.booking.holds_time and self.booking.ends_at > self.now

    @property
    def can_answer(self) -> bool:
        return not refusal_to_answer(self.booking, by=self.viewer, now=self.now)

    @property
    def can_cancel(self) -> bool:
        return not refusal_to_cancel(self.booking, by=self.viewer, now=self.now)

    @property
    def can_move(self) -> bool:
        return not refusal_to_move(self.booking, by=self.viewer, now=self.now)

    @property
    def can_propose(self) -> bool:
        return not refusal_to_propose(self.booking, by=self.viewer, now=self.now)

    @property
    def can_reconfirm(self) -> bool:
        """Whether the mentee is asked to say that they are still coming."""
        return self.booking.reconfirmed_at is None and not refusal_to_reconfirm(
            self.booking, by=self.viewer, now=self.now
        )

    @property
    def is_unconfirmed(self) -> bool:
        """Whether the mentee has been asked and has not answered."""
        asked_at = self.booking.reconfirm_from
        ahead = self.booking.is_confirmed and self.now < self.booking.starts_at
        return ahead and asked_at is not None and asked_at <= self.now and self.booking.reconfirmed_at is None

    @property
    def can_join(self) -> bool:
        return self.booking.is_confirmed and self.now < self.booking.ends_at

    @property
    def opens_at(self) -> datetime:
        """From when the meeting's page is open."""
        return self.booking.starts_at - OPENS

    @property
    def is_open(self) -> bool:
        return self.can_join and self.now >= self.opens_at

    @property
    def starts_soon(self) -> bool:
        """Whether the list shows the link into the meeting."""
        return self.can_join and self.booking.starts_at - self.now <= SOON

    @property
    def has_invitation(self) -> bool:
        """Whether there is a calendar file: for confirmed bookings, and for those cancelled after being confirmed."""
        cancelled = self.booking.status == BookingStatus.CANCELLED and not ical.was_request(self.booking)
        return self.booking.is_confirmed or cancelled

    @property
    def variant(self) -> str:
        """The variant of the card that shows the booking."""
        if self.booking.is_requested and self.is_coming:
            return "requested"
        if not self.booking.holds_time:
            return "cancelled"
        return "" if self.is_coming else "past"

    @property
    def google(self) -> str:
        return ical.google_link(self.booking, reader=self.viewer)

    @property
    def outlook(self) -> str:
        return ical.outlook_link(self.booking, reader=self.viewer)


def presenters(bookings: Sequence[Booking], *, viewer: "User", now: datetime) -> list[BookingPresenter]:
    """The bookings as `viewer` sees them, with one query for the follow-ups of those that have ended."""
    followed = follow_ups(bookings, now=now)
    return [BookingPresenter(row, viewer, now, followed.get(row.pk, NOTHING)) for row in bookings]


@dataclass(frozen=True, slots=True)
class Week:
    """The start times of one week in the reader's zone, and the weeks before and after it that have some."""

    days: list[tuple[date, list[datetime]]]
    previous: date | None
    next: date | None


def week_of(starts: Sequence[datetime], *, wanted: date | None) -> Week:
    """The week of `wanted`, or the first with a start time at or after it; the first of all without one.

    Args:
        starts: aware, ascending.
        wanted: any date.
    """
    weeks: dict[date, dict[date, list[datetime]]] = {}
    for start in starts:
        day = timezone.localdate(start)
        weeks.setdefault(_monday(day), {}).setdefault(day, []).append(start)
    mondays = list(weeks)
    if not mondays:
        return Week([], None, None)
    at = bisect_left(mondays, _monday(wanted)) if wanted else 0
    at = min(at, len(mondays) - 1)
    return Week(
        days=list(weeks[mondays[at]].items()),
        previous=mondays[at - 1] if at else None,
        next=mondays[at + 1] if at + 1 < len(mondays) else None,
    )


def _monday(day: date) -> date:
    return date.fromordinal(max(1, day.toordinal() - day.weekday()))
