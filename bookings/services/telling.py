"""What follows from a change of a booking: the notices, the proposals to move it, and the index of free time."""

from datetime import datetime, timedelta

from bookings.free_time import refresh_later
from bookings.models import Booking, MoveOutcome
from mentors.models import Mentor
from notifications.services import notify

REMINDERS = (("booking_reminder_day", timedelta(hours=24)), ("booking_reminder_hour", timedelta(hours=1)))


def remind(booking: Booking, *, now: datetime) -> None:
    """Write the reminders of a confirmed booking that are still to come; their builders drop them when it moves."""
    for kind, before in REMINDERS:
        due_at = booking.starts_at - before
        if due_at > now:
            for person in booking.people:
                data = {"starts_at": booking.starts_at.isoformat()}
                notify(person, kind, about=booking, due_at=due_at, data=data, now=now)
    if ask_at := booking.reconfirm_from:
        data = {"starts_at": booking.starts_at.isoformat()}
        notify(booking.mentee, "booking_reconfirm", about=booking, due_at=ask_at, data=data, now=now)


def times_changed(booking: Booking, *, now: datetime) -> None:
    """Refresh the free time of the mentor, and of the mentee where they are a mentor too."""
    mentee_as_mentor = Mentor.objects.filter(user=booking.mentee_id).only("pk").first()
    refresh_later(*filter(None, [booking.mentor, mentee_as_mentor]), now=now)


def settle_proposals(booking: Booking, outcome: MoveOutcome, *, now: datetime, answer: str = "") -> None:
    """Close the proposal that waits for an answer, if any."""
    waiting = booking.move_proposals.filter(outcome=MoveOutcome.OPEN)
    waiting.update(outcome=outcome, settled_at=now, answer=answer)
