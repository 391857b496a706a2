"""Models for hours, session types, bookings and everything about them, and the index of free time."""

from bookings.models.bookings import HOLDING, Booking, BookingStatus
from bookings.models.clashes import Clash
from bookings.models.feeds import CalendarFeed
from bookings.models.free_time import FreeTime, next_start, quarters_between, starts_between
from bookings.models.holds import HELD_FOR, Hold
from bookings.models.hours import BookingRules, DateOverride, OverrideSpan, SessionType, WeeklyHours
from bookings.models.moves import MOST_TIMES, MoveOutcome, MoveProposal
from bookings.models.no_shows import ANSWER_NO_SHOW_WITHIN, NoShow, NoShowOutcome, Role
from bookings.models.standby import StandbyOffer
from bookings.models.waitlist import WAITS, WaitlistEntry
from bookings.models.zones import ZoneRules

__all__ = [
    "ANSWER_NO_SHOW_WITHIN",
    "HELD_FOR",
    "HOLDING",
    "MOST_TIMES",
    "WAITS",
    "Booking",
    "BookingRules",
    "BookingStatus",
    "CalendarFeed",
    "Clash",
    "DateOverride",
    "FreeTime",
    "Hold",
    "MoveOutcome",
    "MoveProposal",
    "NoShow",
    "NoShowOutcome",
    "OverrideSpan",
    "Role",
    "SessionType",
    "StandbyOffer",
    "WaitlistEntry",
    "WeeklyHours",
    "ZoneRules",
    "next_start",
    "quarters_between",
    "starts_between",
]
