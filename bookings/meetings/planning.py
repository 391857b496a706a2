"""What a change of a booking means for its room, written in the transaction of the change."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from bookings.meetings.interface import Room, Where, Wish
from bookings.meetings.problems import Problem
from bookings.meetings.providers import PROVIDERS, STAND_INS, on_offer
from bookings.models import Booking, Meeting, MeetingState
from bookings.openings import rules_of
from core.db import violates
from core.http import absolute
from mentors.models import Mentor
from outbox.services import enqueue

MAKE = "bookings.meeting"
REMOVE = "bookings.meeting_removed"


def plan(booking: Booking, *, now: datetime) -> None:
    """Give a booking that has just been confirmed its room: at once, or by a worker after commit.

    A provider that is not set up (any more) is replaced by the mentor's own link, else by the operator's Jitsi.
    """
    place = on_offer(booking.mentor, rules_of(booking.mentor).meeting_place, *STAND_INS)
    meeting = Meeting(
        booking=booking,
        provider=place,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        state=MeetingState.WANTED,
        changed_at=now,
    )
    if not place:
        meeting.state, meeting.problem = MeetingState.FAILED, Problem.NOWHERE
    elif PROVIDERS[place].instant:
        put(meeting, PROVIDERS[place].create(wish_for(booking), again=False))
        booking.save(update_fields=["meeting_url"])
    meeting.save(force_insert=True)
    if meeting.state == MeetingState.WANTED:
        make_later(booking, now=now)


def moved(booking: Booking, *, now: datetime) -> None:
    """Let the room follow a booking that has another time; the link changes only where it must."""
    row = Meeting.objects.select_for_update().filter(booking=booking).first()
    if row is None or row.state == MeetingState.GONE:
        return
    row.starts_at, row.ends_at, row.changed_at, row.asked_at = booking.starts_at, booking.ends_at, now, None
    row.mentor_late_at = row.mentee_late_at = None
    if row.provider and not PROVIDERS[row.provider].instant:
        row.state, row.problem = MeetingState.WANTED, ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if not violates(error, "meeting_host_in_one_room"):
            raise
        # This host is in another room by then: a room with another host takes its place.
        remove_later(booking, row, now=now)
        row.identifier, row.host, row.tried_at = "", "", None
        row.save()
    if row.state == MeetingState.WANTED:
        make_later(booking, now=now)


def dropped(booking: Booking, *, now: datetime) -> None:
    """Take away the room of a booking that does not stand any more."""
    row = Meeting.objects.select_for_update().filter(booking=booking).exclude(state=MeetingState.GONE).first()
    if row is None:
        return
    remove_later(booking, row, now=now)
    row.state, row.problem, row.changed_at = MeetingState.GONE, "", now
    row.save(update_fields=["state", "problem", "changed_at"])


def replace(booking: Booking, row: Meeting, place: str, room: Room, *, now: datetime) -> None:
    """Meet at `place` instead. The caller has locked both rows, and tells the two."""
    remove_later(booking, row, now=now)
    row.provider, row.host, row.tried_at, row.asked_at, row.changed_at = place, "", None, None, now
    put(row, room)
    row.save()
    booking.save(update_fields=["meeting_url"])


def put(row: Meeting, room: Room) -> None:
    """The room is there: its link goes to the booking. The caller saves both."""
    row.identifier, row.state, row.problem = room.identifier, MeetingState.READY, ""
    row.booking.meeting_url = room.url


def where(booking: Booking, row: Meeting | None = None) -> Where:
    return Where(booking.uuid, booking.mentor, row.host if row else "")


def wish_for(booking: Booking, row: Meeting | None = None) -> Wish:
    """The room as the booking wants it now, in the mentor's language."""
    with override(booking.mentor.user.language):
        page = absolute(reverse("bookings:join", args=[booking.uuid]))
    title = f"{settings.CLUB_NAME}: {booking.session_type.name}"
    return Wish(where(booking, row), title, page, booking.starts_at, booking.ends_at)


def make_later(booking: Booking, *, now: datetime) -> None:
    enqueue(MAKE, {"booking": str(booking.uuid)}, now=now, key=f"meeting:{booking.uuid}")


def remove_later(booking: Booking, row: Meeting, *, now: datetime) -> None:
    """Write the job that takes a room away at its provider, if there is one, or may be one."""
    if row.provider and not PROVIDERS[row.provider].instant and (row.identifier or row.tried_at):
        enqueue(REMOVE, removal(booking.uuid, booking.mentor, row.provider, row.host, row.identifier), now=now)


def removal(booking: object, mentor: Mentor, provider: str, host: str, identifier: str) -> dict[str, Any]:
    """The payload of a job that takes a room away."""
    return {
        "booking": str(booking),
        "mentor": mentor.pk,
        "provider": provider,
        "host": host,
        "identifier": identifier,
    }
