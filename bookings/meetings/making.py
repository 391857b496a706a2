"""A worker makes, moves and takes away rooms at their providers. No transaction is open while it waits for one."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from bookings.meetings.interface import Room, Where, Wish
from bookings.meetings.planning import REMOVE, make_later, put, removal, remove_later, wish_for
from bookings.meetings.problems import Missing, Problem, Refusal, Unavailable
from bookings.meetings.providers import PROVIDERS, REMOTE
from bookings.models import Booking, Meeting, MeetingState
from core.db import violates
from mentors.models import Mentor
from notifications.services import notify
from outbox.registry import PermanentFailure, RetryLater
from outbox.services import enqueue

logger = structlog.get_logger(__name__)

NEXT_WORKER = timedelta(seconds=10)
ROOMS_TAKEN = timedelta(minutes=15)


def make(booking: uuid.UUID, *, now: datetime) -> None:
    """Bring the room of a booking in line with it: make it, or move it. Nothing when that is done already.

    Raises:
        RetryLater: another worker is at it, or the provider is unavailable.
        PermanentFailure: the provider refuses.
    """
    found = Meeting.objects.filter(booking__uuid=booking, state=MeetingState.WANTED).first()
    if found is None:
        return
    # By its own columns: after waiting for another worker PostgreSQL looks at these again, but not through a join.
    free = Meeting.objects.filter(Q(held_until=None) | Q(held_until__lt=Now()), pk=found.pk, state=MeetingState.WANTED)
    if not free.update(held_until=Now() + settings.OUTBOX_LEASE):
        raise RetryLater("another worker is at it", NEXT_WORKER)
    row = Meeting.objects.select_related("booking__mentor__user", "booking__session_type").get(pk=found.pk)
    try:
        _bring(row, now=now)
    except Unavailable as error:
        Meeting.objects.filter(pk=row.pk, state=MeetingState.WANTED).update(problem=error.problem)
        raise
    finally:
        Meeting.objects.filter(pk=row.pk).update(held_until=None)


def give_up(booking: uuid.UUID, error: Exception, *, now: datetime) -> None:
    """Write down that a provider makes no room; an hour before the start another place is found."""
    problem = error.problem if isinstance(error, Refusal | Unavailable) else Problem.REFUSED
    for pk in Meeting.objects.filter(booking__uuid=booking).values_list("pk", flat=True):
        rows = Meeting.objects.filter(pk=pk, state=MeetingState.WANTED)
        rows.update(state=MeetingState.FAILED, problem=problem, changed_at=now)


def remove(payload: dict[str, Any]) -> None:
    """Take a room away at its provider.

    Args:
        payload: see `planning.removal`.
    """
    mentor = Mentor.objects.select_related("user").filter(pk=payload["mentor"]).first()
    if mentor is None:
        raise PermanentFailure("the mentor is gone")
    where = Where(uuid.UUID(payload["booking"]), mentor, payload["host"])
    PROVIDERS[payload["provider"]].remove(where, payload["identifier"])


def sweep(*, now: datetime) -> int:
    """Take away rooms that bear the club's marker and belong to no booking, or to one that has another; their number.

    A room that is being made has no name here yet, and is left alone.
    """
    orphans = 0
    for place in REMOTE:
        try:
            found = list(PROVIDERS[place].ours(now=now))
        except (Unavailable, Refusal) as error:
            logger.warning("meetings", outcome="not swept", provider=place, error=str(error))
            continue
        rows = {
            row.booking.uuid: row
            for row in Meeting.objects.filter(booking__uuid__in=[room.where.booking for room in found]).select_related(
                "booking"
            )
        }
        for room in found:
            row = rows.get(room.where.booking)
            if row is None or row.provider != place or _is_another(row, room.identifier):
                payload = removal(room.where.booking, room.where.mentor, place, room.where.host, room.identifier)
                enqueue(REMOVE, payload, now=now, key=f"orphan:{place}:{room.identifier}")
                orphans += 1
    return orphans


def try_again(*, now: datetime, before: timedelta) -> int:
    """Ask once more for the rooms that were refused, as long as there is time; how many."""
    with transaction.atomic():
        refused = Meeting.objects.filter(
            state=MeetingState.FAILED, provider__in=REMOTE, booking__status="confirmed", starts_at__gt=now + before
        )
        rows = list(refused.select_for_update(of=("self",), skip_locked=True).select_related("booking"))
        for row in rows:
            Meeting.objects.filter(pk=row.pk).update(state=MeetingState.WANTED, host="", changed_at=now)
            make_later(row.booking, now=now)
    return len(rows)


def _is_another(row: Meeting, identifier: str) -> bool:
    """Whether a room that was found is not the booking's."""
    if row.state == MeetingState.WANTED and not row.identifier:
        return False  # it may be this one
    return row.state in (MeetingState.GONE, MeetingState.FAILED) or row.identifier != identifier


def _bring(row: Meeting, *, now: datetime) -> None:
    provider = PROVIDERS[row.provider]
    row.host = _host_for(row)
    wish = wish_for(row.booking, row)
    room = None
    if row.identifier:
        try:
            provider.change(row.identifier, wish)
            room = Room(row.identifier, row.booking.meeting_url)
        except Missing:
            pass
    if room is None:
        again = row.tried_at is not None
        Meeting.objects.filter(pk=row.pk).update(tried_at=now)  # known before anything can exist
        room = provider.create(wish, again=again)
    _settle(row, wish, room, now=now)


def _host_for(row: Meeting) -> str:
    """The first host who is in no other room then; the constraint judges who was first."""
    hosts = PROVIDERS[row.provider].hosts()
    if row.host or not hosts:
        return row.host
    for host in hosts:
        try:
            with transaction.atomic():
                Meeting.objects.filter(pk=row.pk).update(host=host)
        except IntegrityError as error:
            if not violates(error, "meeting_host_in_one_room"):
                raise
        else:
            return host
    raise Unavailable(Problem.HOSTS, f"{row.provider}: every host is taken", ROOMS_TAKEN)


def _settle(before: Meeting, wish: Wish, room: Room, *, now: datetime) -> None:
    """Write down the room that was made, unless the booking has gone on meanwhile and wants it no more."""
    with transaction.atomic():
        bookings = Booking.objects.select_for_update(of=("self",)).with_people()
        booking = bookings.get(pk=before.booking_id)
        row = Meeting.objects.select_for_update().get(pk=before.pk)
        if row.state != MeetingState.WANTED or (row.provider, row.host) != (before.provider, before.host):
            before.identifier = room.identifier
            remove_later(booking, before, now=now)
            return
        was_asked, row.booking = row.asked_at is not None, booking
        put(row, room)
        row.tried_at, row.asked_at, row.changed_at = None, None, now
        if (row.starts_at, row.ends_at) != (wish.starts_at, wish.ends_at):
            row.state = MeetingState.WANTED  # moved while it was made
            make_later(booking, now=now)
        row.save()
        booking.save(update_fields=["meeting_url"])
        if was_asked:
            for person in (booking.mentor.user, booking.mentee):
                notify(person, "meeting_changed", about=booking, now=now)
