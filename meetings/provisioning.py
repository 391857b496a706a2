"""Create, move and remove rooms at their providers, in a worker. No transaction is open during provider requests."""

import uuid as uuids
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from core.db import violates
from integrations.errors import Missing, Reason, Refusal, Unavailable
from meetings.hooks import hooks_of
from meetings.models import Meeting, MeetingProblem, MeetingState
from meetings.providers.base import Room, RoomOwner, RoomSpec
from meetings.providers.registry import PROVIDERS, REMOTE
from meetings.services import REMOVE, make_later, owner_of, put, removal, remove_later
from mentors.models import Mentor
from outbox.registry import PermanentFailure, RetryLater
from outbox.services import enqueue

logger = structlog.get_logger(__name__)

NEXT_WORKER = timedelta(seconds=10)
ROOMS_TAKEN = timedelta(minutes=15)


def spec_for(row: Meeting) -> RoomSpec:
    """The room that the meeting currently needs."""
    title, page = hooks_of(row).wanted(row)
    return RoomSpec(owner_of(row), title, page, row.starts_at, row.ends_at)


def make(uuid: uuids.UUID, *, now: datetime) -> None:
    """Create or move a meeting's room at its provider. Does nothing if the room is up to date.

    Raises:
        RetryLater: another worker is making the room, or the provider is unavailable.
        PermanentFailure: the provider refuses.
    """
    wanted = Meeting.objects.filter(uuid=uuid, state=MeetingState.WANTED)
    if not wanted.exists():
        return
    if not wanted.filter(Q(held_until=None) | Q(held_until__lt=Now())).update(held_until=Now() + settings.OUTBOX_LEASE):
        raise RetryLater("another worker is at it", NEXT_WORKER)
    row = Meeting.objects.with_mentor().get(uuid=uuid)
    try:
        _bring(row, now=now)
    except Unavailable as error:
        wanted.update(problem=error.reason)
        raise
    finally:
        Meeting.objects.filter(pk=row.pk).update(held_until=None)


def on_failure(uuid: uuids.UUID, error: Exception, *, now: datetime) -> None:
    """Record that the provider could not make the room; `fallback` finds another one shortly before the start."""
    problem = error.reason if isinstance(error, Refusal | Unavailable) else Reason.REFUSED
    rows = Meeting.objects.filter(uuid=uuid, state=MeetingState.WANTED)
    rows.update(state=MeetingState.FAILED, problem=problem, changed_at=now)


def remove(payload: dict[str, Any]) -> None:
    """Remove a room at its provider.

    Args:
        payload: see `services.removal`.
    """
    mentor = Mentor.objects.select_related("user").filter(pk=payload["mentor"]).first()
    if mentor is None:
        raise PermanentFailure("the mentor is gone")
    owner = RoomOwner(uuids.UUID(payload["uuid"]), mentor, payload["host"])
    PROVIDERS[payload["provider"]].remove(owner, payload["identifier"])


def sweep(*, now: datetime) -> int:
    """Queue the removal of rooms with the club's marker that no meeting uses. Returns how many.

    Skips rooms that are still being made, as their identifiers are not known yet. A room whose meeting is not in this
    database is removed only from a mentor's own account: in the club's it may belong to a copy of this installation.
    """
    orphans = 0
    for key in REMOTE:
        ahead = Meeting.objects.filter(provider=key, ends_at__gt=now)
        mentors = Mentor.objects.filter(meetings__in=ahead).select_related("user").distinct()
        try:
            found = list(PROVIDERS[key].listed(mentors, now=now))
        except (Unavailable, Refusal) as error:
            logger.warning("meetings", outcome="not swept", provider=key, error=str(error))
            continue
        rows = Meeting.objects.filter(uuid__in=[room.uuid for room in found]).with_mentor()
        known = {row.uuid: row for row in rows}
        for room in found:
            row = known.get(room.uuid)
            mentor = room.mentor or (row.mentor if row else None)
            if mentor and (row is None or row.provider != key or _is_another(row, room.identifier)):
                payload = removal(RoomOwner(room.uuid, mentor, room.host), key, room.identifier)
                enqueue(REMOVE, payload, now=now, key=f"orphan:{key}:{room.identifier}")
                orphans += 1
    return orphans


def retry_failed(*, now: datetime, before: timedelta) -> int:
    """Retry rooms that could not be made, while there is still time. Returns how many."""
    with transaction.atomic():
        failed = Meeting.objects.filter(state=MeetingState.FAILED, provider__in=REMOTE, starts_at__gt=now + before)
        # skip_locked: someone is changing it; the next run takes the rest.
        rows = list(failed.select_for_update(skip_locked=True))
        for row in rows:
            Meeting.objects.filter(pk=row.pk).update(state=MeetingState.WANTED, host="", changed_at=now)
            make_later(row, now=now)
    return len(rows)


def _is_another(row: Meeting, identifier: str) -> bool:
    """Whether a room found at the provider is not the one the meeting uses."""
    if row.state == MeetingState.WANTED and not row.identifier:
        return False  # it may be the one being made
    return row.state in (MeetingState.GONE, MeetingState.FAILED) or row.identifier != identifier


def _bring(row: Meeting, *, now: datetime) -> None:
    provider = PROVIDERS[row.provider]
    row.host = _host_for(row)
    spec = spec_for(row)
    room = None
    if row.identifier:
        try:
            provider.change(row.identifier, spec)
            room = Room(row.identifier, row.url)
        except Missing:
            pass
    if room is None:
        again = row.tried_at is not None
        Meeting.objects.filter(pk=row.pk).update(tried_at=now)  # saved before a room can exist
        room = provider.create(spec, again=again)
    _settle(row, spec, room, now=now)


def _host_for(row: Meeting) -> str:
    """Reserve the first host who is free at that time; the constraint resolves races."""
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
    raise Unavailable(MeetingProblem.HOSTS, f"{row.provider}: every host is taken", ROOMS_TAKEN)


def _settle(before: Meeting, spec: RoomSpec, room: Room, *, now: datetime) -> None:
    """Save the new room, or queue its removal if the meeting no longer needs it."""
    with transaction.atomic():
        row = Meeting.objects.select_for_update().get(pk=before.pk)
        if row.state != MeetingState.WANTED or (row.provider, row.host) != (before.provider, before.host):
            before.identifier = room.identifier
            remove_later(before, now=now)
            return
        was_asked = row.asked_at is not None
        put(row, room)
        row.tried_at, row.asked_at, row.changed_at = None, None, now
        if (row.starts_at, row.ends_at) != (spec.starts_at, spec.ends_at):
            row.state = MeetingState.WANTED  # the meeting moved while the room was being made
            make_later(row, now=now)
        row.save()
        if was_asked:
            hooks_of(row).ready(row, now)
