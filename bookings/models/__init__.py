"""Hours, session types, bookings, what becomes of them, and the index of free time."""

from bookings.models.bookings import HOLDING, Booking, Status
from bookings.models.feeds import CalendarFeed
from bookings.models.free_time import FreeTime, next_start
from bookings.models.hours import BookingRules, DateOverride, MeetingPlace, OverrideSpan, SessionType, WeeklyHours
from bookings.models.meetings import Meeting, MeetingState, Problem
from bookings.models.moves import MOST_TIMES, MoveOutcome, MoveProposal
from bookings.models.no_shows import ANSWER_NO_SHOW_WITHIN, NoShow, NoShowOutcome, Side
from bookings.models.outside import BusyTime, Clash, Kind, OutsideCalendar, Trouble
from bookings.models.reserves import Reserve
from bookings.models.waiting import WAITS, WaitlistEntry

__all__ = [
    "ANSWER_NO_SHOW_WITHIN",
    "HOLDING",
    "MOST_TIMES",
    "WAITS",
    "Booking",
    "BookingRules",
    "BusyTime",
    "CalendarFeed",
    "Clash",
    "DateOverride",
    "FreeTime",
    "Kind",
    "Meeting",
    "MeetingPlace",
    "MeetingState",
    "MoveOutcome",
    "MoveProposal",
    "NoShow",
    "NoShowOutcome",
    "OutsideCalendar",
    "OverrideSpan",
    "Problem",
    "Reserve",
    "SessionType",
    "Side",
    "Status",
    "Trouble",
    "WaitlistEntry",
    "WeeklyHours",
    "next_start",
]
