"""Every change of a booking, and of what a mentor sets up at the desk, that has a rule."""

from bookings.errors import BookingRefused
from bookings.services.answering import answer
from bookings.services.booking import book
from bookings.services.cancelling import cancel
from bookings.services.changing import Decision, DecisionsMissing, change_schedule
from bookings.services.expiring import expire_requests
from bookings.services.hours import (
    HoursRefused,
    Offer,
    Rules,
    clear_date,
    save_hours,
    save_meeting_place,
    save_offers,
    set_dates,
)
from bookings.services.meetings import give_link, say_late
from bookings.services.moving import accept_move, keep_time, move, propose_move, withdraw_proposal
from bookings.services.no_shows import (
    answer_no_show,
    appeal_no_show,
    decide_no_show,
    report_no_show,
    settle_no_shows,
)
from bookings.services.reconfirming import reconfirm, warn_of_unconfirmed
from bookings.services.status import (
    StatusRefused,
    leave,
    list_when_ready,
    list_whoever_is_ready,
    pause,
    resume,
    steps,
)

__all__ = [
    "BookingRefused",
    "Decision",
    "DecisionsMissing",
    "HoursRefused",
    "Offer",
    "Rules",
    "StatusRefused",
    "accept_move",
    "answer",
    "answer_no_show",
    "appeal_no_show",
    "book",
    "cancel",
    "change_schedule",
    "clear_date",
    "decide_no_show",
    "expire_requests",
    "give_link",
    "keep_time",
    "leave",
    "list_when_ready",
    "list_whoever_is_ready",
    "move",
    "pause",
    "propose_move",
    "reconfirm",
    "report_no_show",
    "resume",
    "save_hours",
    "save_meeting_place",
    "save_offers",
    "say_late",
    "set_dates",
    "settle_no_shows",
    "steps",
    "warn_of_unconfirmed",
    "withdraw_proposal",
]
