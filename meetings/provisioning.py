"""A worker makes, moves and takes away rooms at their providers. No transaction is open while it waits for one."""

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
    """The room as it should be now."""
    title, page = hooks_of(row).wanted(row)
    return RoomSpec(owner_of(row), title, page, row.starts_at, row.ends_at)


def make(uuid: uuids.UUID, *, now: datetime) -> None:
    """Bring a room in line with its meeting: make it, or move it. Nothing when that is done already.

    Raises:
        RetryLater: another worker is at it, or the provider is unavailable.
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
    """Write down that a provider makes no room; shortly before the start another place is found."""
    problem = error.reason if isinstance(error, Refusal | Unavailable) else Reason.REFUSED
    rows = Meeting.objects.filter(uuid=uuid, state=MeetingState.WANTED)
    rows.update(state=MeetingState.FAILED, problem=problem, changed_at=now)


def remove(payload: dict[str, Any]) -> None:
    """Take a room away at its provider.

    Args:
        payload: see `services.removal`.
    """
    mentor = Mentor.objects.select_related("user").filter(pk=payload["mentor"]).first()
    if mentor is None:
        raise PermanentFailure("the mentor is gone")
    owner = RoomOwner(uuids.UUID(payload["uuid"]), mentor, payload["host"])
    PROVIDERS[payload["provider"]].remove(owner, payload["identifier"])


def sweep(*, now: datetime) -> int:
    """Take away rooms that bear the club's marker and belong to no meeting, or to one that has another; their number.

    A room that is being made has no name here yet, and is left alone; so is one of a meeting that is not in this
    database, unless it stands in a mentor's own account: it may be a copy's of this club.
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
    """Ask once more for the rooms that were refused, as long as there is time; how many."""
    with transaction.atomic():
        failed = Meeting.objects.filter(state=MeetingState.FAILED, provider__in=REMOTE, starts_at__gt=now + before)
        # skip_locked: someone is changing it; the next run takes the rest.
        rows = list(failed.select_for_update(skip_locked=True))
        for row in rows:
            Meeting.objects.filter(pk=row.pk).update(state=MeetingState.WANTED, host="", changed_at=now)
            make_later(row, now=now)
    return len(rows)


def _is_another(row: Meeting, identifier: str) -> bool:
    """Whether a room that was found is not the meeting's."""
    if row.state == MeetingState.WANTED and not row.identifier:
        return False  # it may be this one
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
        Meeting.objects.filter(pk=row.pk).update(tried_at=now)  # known before anything can exist
        room = provider.create(spec, again=again)
    _settle(row, spec, room, now=now)


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
    raise Unavailable(MeetingProblem.HOSTS, f"{row.provider}: every host is taken", ROOMS_TAKEN)


def _settle(before: Meeting, spec: RoomSpec, room: Room, *, now: datetime) -> None:
    """Write down the room that was made, unless the meeting has gone on meanwhile and wants it no more."""
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
            row.state = MeetingState.WANTED  # moved while it was made
            make_later(row, now=now)
        row.save()
        if was_asked:
            hooks_of(row).ready(row, now)
