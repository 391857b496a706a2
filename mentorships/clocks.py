"""What becomes of a mentorship by itself: each state has a clock that ends it kindly. Pure.

Source: the table of states in docs/adr/0020-mentorships.md. Times are aware datetimes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mentorships.policy import (
    DECIDE_WITHIN,
    FORMING_FOR,
    LAST_CALL,
    MET_ENOUGH,
    NUDGES,
    PAUSE_REMINDER,
    QUIET_AFTER,
    QUIET_AGAIN,
    QUIET_FOR,
    SIGN_WITHIN,
    WRAP_UP_BEFORE,
    WRAP_UP_FOR,
)


class Step(StrEnum):
    """What is due."""

    NUDGE = "nudge"
    LAPSE = "lapse"
    ASK = "ask"
    SETTLE = "settle"
    REMIND = "remind"
    WRAP_UP = "wrap up"
    CLOSE = "close"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Clock:
    """What the clocks of a mentorship read.

    Attributes:
        state: "forming", "active", "paused", "wrapping_up" or "ended".
        since: when it came into this state.
        asked: how often the two were asked or reminded in this state.
        asked_at: when the two were first asked why it is quiet; None if they weren't.
        rhythm: how many weeks from one meeting to the next.
        ends_at: the planned end; None while it is being formed.
        paused_until: None unless it is paused.
        may_continue: whether the two are asked, as it is wrapped up, if they'd continue.
        last_meeting: when the last meeting ended, or the last one that is booked will; None without one.
        meetings: how many were held.
    """

    state: str
    since: datetime
    rhythm: int
    asked: int = 0
    asked_at: datetime | None = None
    ends_at: datetime | None = None
    paused_until: datetime | None = None
    may_continue: bool = False
    last_meeting: datetime | None = None
    meetings: int = 0

    @property
    def quiet_from(self) -> datetime:
        """When an active mentorship counts as quiet, if nothing else is booked."""
        begin = max(self.since, self.last_meeting or self.since)
        return begin + 2 * timedelta(weeks=self.rhythm) + QUIET_AFTER


def due(clock: Clock, now: datetime) -> Step | None:
    """The step that is due at `now`, or None. Taken again and again, the steps end any mentorship."""
    match clock.state:
        case "forming":
            return _forming(clock, now)
        case "active":
            return _active(clock, now)
        case "paused":
            return _paused(clock, now)
        case "wrapping_up":
            return _wrapping_up(clock, now)
    return None


def _forming(clock: Clock, now: datetime) -> Step | None:
    last = clock.since + FORMING_FOR
    if clock.last_meeting is not None:
        if now < clock.last_meeting:
            return None  # it's booked
        last = max(last, clock.last_meeting + SIGN_WITHIN)
    if now >= last:
        return Step.LAPSE
    is_due = clock.asked < len(NUDGES) and now >= clock.since + NUDGES[clock.asked]
    return Step.NUDGE if is_due else None


def _active(clock: Clock, now: datetime) -> Step | None:
    if clock.ends_at is None or now >= clock.ends_at - WRAP_UP_BEFORE:
        return Step.WRAP_UP
    if now < clock.quiet_from:
        return Step.SETTLE if clock.asked_at else None
    if clock.asked_at is None:
        return Step.ASK
    waits = (QUIET_AGAIN, QUIET_FOR, QUIET_FOR + LAST_CALL)
    if now < clock.asked_at + waits[clock.asked - 1]:
        return None
    return Step.ASK if clock.asked < len(waits) else Step.WRAP_UP


def _paused(clock: Clock, now: datetime) -> Step | None:
    if clock.paused_until is None or now >= clock.paused_until:
        return Step.WRAP_UP
    is_due = not clock.asked and now >= clock.paused_until - PAUSE_REMINDER
    return Step.REMIND if is_due else None


def _wrapping_up(clock: Clock, now: datetime) -> Step | None:
    if now < clock.since + WRAP_UP_FOR:
        is_settled = clock.may_continue and not clock.asked and now >= clock.since + DECIDE_WITHIN
        return Step.CLOSE if is_settled else None
    return Step.COMPLETE if clock.meetings >= MET_ENOUGH else Step.LAPSE
