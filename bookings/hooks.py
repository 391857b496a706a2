"""Hooks for higher-level apps: what goes with or followed a session, who has agreed or may not book, what was amiss."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from bookings.models import Booking
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What followed one session.

    Attributes:
        talked: the mentee has given feedback, so the two talked.
        page: where the mentee can give feedback; "" if they aren’t asked.
    """

    talked: bool = False
    page: str = ""


FollowUps = Callable[[Sequence[Booking], datetime], Mapping[int, FollowUp]]  # follow-ups by primary key
NOTHING = FollowUp()
Fulfil = Callable[[Booking, datetime], None]
Agreement = Callable[[Mentor, "User", datetime], Fulfil | None]


@dataclass(frozen=True, slots=True)
class Gate:
    """What the team has decided about a member's bookings.

    Attributes:
        refusal: why they may not book, or be booked, at all; "" if they may.
        weekly: how many bookings a week they may have; None for as many as all others.
    """

    refusal: str = ""
    weekly: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What a mentee said and allowed to be shown, and its language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Aside:
    """What goes with a booking that is still ahead or on: some lines under a heading, on its page and in its reminders.

    Attributes:
        lines: what the two wrote; the reminders have them, too.
        text: what the page says below them, or instead.
        page: where it leads; "" for nowhere.
        label: of the link there.
    """

    title: str
    lines: Sequence[str] = ()
    text: str = ""
    page: str = ""
    label: str = ""


Asides = Callable[[Booking, "User", datetime], Sequence[Aside]]

_asides: list[Asides] = []
_sources: list[FollowUps] = []
_agreements: list[Agreement] = []
_troubles: list[Callable[[Mentor], datetime | None]] = []
_words: list[Callable[[Mentor], Sequence["Words"]]] = []
_regulars: list[Callable[["User"], QuerySet[Mentor]]] = []
_gates: list[Callable[["User", datetime], Gate]] = []


def goes_with(function: Asides) -> Asides:
    """Register a function that knows what goes with a booking, as one of its two people sees it."""
    _asides.append(function)
    return function


def asides(booking: Booking, reader: "User", *, now: datetime) -> list[Aside]:
    """What goes with a confirmed booking that isn't over, as one of the two sees it."""
    if not booking.is_confirmed or booking.ends_at <= now:
        return []
    return [aside for function in _asides for aside in function(booking, reader, now)]


def follows_up(function: FollowUps) -> FollowUps:
    """Register the one function that finds follow-ups, in a constant number of queries."""
    if _sources:
        raise RuntimeError("a source of follow-ups is already registered")
    _sources.append(function)
    return function


def follow_ups(bookings: Sequence[Booking], *, now: datetime) -> Mapping[int, FollowUp]:
    """The follow-ups of the sessions that have ended, by primary key; not every session has one."""
    ended = [booking for booking in bookings if booking.ends_at <= now]
    return _sources[0](ended, now) if ended else {}


def agreed(function: Agreement) -> Agreement:
    """Register a function that knows whether a mentor has already said yes to a member.

    If so, it returns what to call in the transaction that books the time: with the booking, and when.
    """
    _agreements.append(function)
    return function


def agreement(mentor: Mentor, member: "User", *, now: datetime) -> Fulfil | None:
    """What fulfils the mentor's agreement to talk to `member`, if there is one: then no request has to be answered."""
    return next((fulfil for function in _agreements if (fulfil := function(mentor, member, now))), None)


def regulars(function: Callable[["User"], QuerySet[Mentor]]) -> Callable[["User"], QuerySet[Mentor]]:
    """Register a function that knows, as a queryset, with which mentors a member meets regularly."""
    _regulars.append(function)
    return function


def regular_mentors(member: "User") -> list[QuerySet[Mentor]]:
    """The mentors with whom a member meets regularly: what they book there takes no one else's turn."""
    return [function(member) for function in _regulars]


def gate(function: Callable[["User", datetime], Gate]) -> Callable[["User", datetime], Gate]:
    """Register a function that knows what the team has decided about a member, in one query."""
    _gates.append(function)
    return function


def gate_of(member: "User", *, now: datetime) -> Gate:
    """What keeps a member from booking, and a mentor from being booked: the first refusal, and the lowest number."""
    found = [function(member, now) for function in _gates]
    numbers = [each.weekly for each in found if each.weekly is not None]
    return Gate(next((each.refusal for each in found if each.refusal), ""), min(numbers, default=None))


def trouble(function: Callable[[Mentor], datetime | None]) -> Callable[[Mentor], datetime | None]:
    """Register a function that knows when something about a mentor was last amiss; None if it never was."""
    _troubles.append(function)
    return function


def last_trouble(mentor: Mentor) -> datetime | None:
    """When something about a mentor was last amiss, as far as the apps above know."""
    return max(filter(None, (function(mentor) for function in _troubles)), default=None)


def words_about(function: Callable[[Mentor], Sequence[Words]]) -> Callable[[Mentor], Sequence[Words]]:
    """Register a function that finds what people said about a mentor and allowed to be shown, the latest first."""
    _words.append(function)
    return function


def shown_words(mentor: Mentor) -> list[Words]:
    """What people said about a mentor and allowed to be shown, the latest first."""
    return [words for function in _words for words in function(mentor)]
