"""Hours, session types, bookings, and the index of free time."""

from bookings.models.bookings import HOLDING, Booking, Status
from bookings.models.feeds import CalendarFeed
from bookings.models.free_time import FreeTime, next_start
from bookings.models.hours import BookingRules, DateOverride, MeetingPlace, OverrideSpan, SessionType, WeeklyHours
from bookings.models.meetings import Meeting, MeetingState, Problem
from bookings.models.moves import MOST_TIMES, MoveOutcome, MoveProposal

__all__ = [
    "HOLDING",
    "MOST_TIMES",
    "Booking",
    "BookingRules",
    "CalendarFeed",
    "DateOverride",
    "FreeTime",
    "Meeting",
    "MeetingPlace",
    "MeetingState",
    "MoveOutcome",
    "MoveProposal",
    "OverrideSpan",
    "Problem",
    "SessionType",
    "Status",
    "WeeklyHours",
    "next_start",
]
