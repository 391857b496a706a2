"""Plan, move and remove rooms, in the transaction that changes what they are for, such as a booking.

Lock order: booking or other owner, meeting, jobs.
"""

import uuid as uuids
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.db import violates
from core.errors import Refused
from meetings.models import Meeting, MeetingPreference, MeetingProblem, MeetingState
from meetings.providers.base import Room, RoomOwner, RoomSpec
from meetings.providers.registry import FALLBACKS, OWN, PROVIDERS, on_offer
from mentors.models import Mentor
from outbox.services import enqueue

MAKE = "meetings.make"
REMOVE = "meetings.remove"


class PlaceRefused(Refused):
    """This meeting place cannot be chosen. Safe to show."""


def preference_of(mentor: Mentor) -> MeetingPreference:
    """The mentor's preferred meeting place; an unsaved, empty one if nothing is chosen yet."""
    try:
        preference: MeetingPreference = mentor.meeting_preference
    except MeetingPreference.DoesNotExist:
        return MeetingPreference(mentor=mentor)
    return preference


def save_preference(*, mentor: Mentor, place: str, url: str) -> None:
    """Save where a mentor meets. Meetings already planned keep their rooms.

    Args:
        mentor: locked by the caller, who has checked permissions.

    Raises:
        PlaceRefused: the mentor's own link is missing, or the place is not set up.
    """
    if place == OWN and not url:
        raise PlaceRefused(_("Paste the link to your room."))
    if place != OWN and not on_offer(mentor, place):
        raise PlaceRefused(_("This meeting place isn’t available here."))
    MeetingPreference.objects.update_or_create(mentor=mentor, defaults={"place": place, "url": url})


def has_place(mentor: Mentor) -> bool:
    """Whether the mentor has somewhere to meet: their own link, or a chosen place that is still set up."""
    preference = preference_of(mentor)
    return bool(preference.url or on_offer(mentor, preference.place))


def plan(spec: RoomSpec, *, kind: str, now: datetime) -> Meeting:
    """Create the meeting for something newly agreed. Its room is made at once, or by a worker after commit.

    If the chosen provider is not set up, the mentor's own link is used instead, then the operator's Jitsi.
    """
    mentor = spec.owner.mentor
    key = on_offer(mentor, preference_of(mentor).place, *FALLBACKS)
    meeting = Meeting(
        kind=kind,
        uuid=spec.owner.uuid,
        mentor=mentor,
        provider=key,
        starts_at=spec.starts_at,
        ends_at=spec.ends_at,
        state=MeetingState.WANTED,
        changed_at=now,
    )
    if not key:
        meeting.state, meeting.problem = MeetingState.FAILED, MeetingProblem.NOWHERE
    elif PROVIDERS[key].instant:
        put(meeting, PROVIDERS[key].create(spec, again=False))
    meeting.save(force_insert=True)
    if meeting.state == MeetingState.WANTED:
        make_later(meeting, now=now)
    return meeting


def move(uuid: uuids.UUID, *, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Move a room to a new time; the link changes only if it has to."""
    row = Meeting.objects.select_for_update().filter(uuid=uuid).first()
    if row is None or row.state == MeetingState.GONE:
        return
    row.starts_at, row.ends_at, row.changed_at, row.asked_at = starts_at, ends_at, now, None
    if row.provider and not PROVIDERS[row.provider].instant:
        row.state, row.problem = MeetingState.WANTED, ""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if not violates(error, "meeting_host_in_one_room"):
            raise
        # This host has another room at that time, so make a new room with another host.
        remove_later(row, now=now)
        row.identifier, row.host, row.tried_at = "", "", None
        row.save()
    if row.state == MeetingState.WANTED:
        make_later(row, now=now)


def drop(uuid: uuids.UUID, *, now: datetime) -> None:
    """Remove the room of a cancelled meeting."""
    row = Meeting.objects.select_for_update().filter(uuid=uuid).exclude(state=MeetingState.GONE).first()
    if row is None:
        return
    remove_later(row, now=now)
    row.state, row.problem, row.changed_at = MeetingState.GONE, "", now
    row.save(update_fields=["state", "problem", "changed_at"])


def use_link(meeting: Meeting, url: str, *, now: datetime) -> None:
    """Use this link instead, and remove the provider's room. The caller has locked the row."""
    replace(meeting, OWN, Room("", url), now=now)


def replace(row: Meeting, key: str, room: Room, *, now: datetime) -> None:
    """Use another provider's room instead. The caller has locked the row and notifies people."""
    remove_later(row, now=now)
    row.provider, row.host, row.tried_at, row.asked_at, row.changed_at = key, "", None, None, now
    put(row, room)
    row.save()


def put(row: Meeting, room: Room) -> None:
    """Set the room on the meeting and mark it ready. The caller saves."""
    row.identifier, row.url, row.state, row.problem = room.identifier, room.url, MeetingState.READY, ""


def owner_of(row: Meeting) -> RoomOwner:
    """The owner of the meeting's room at the provider."""
    return RoomOwner(row.uuid, row.mentor, row.host)


def make_later(row: Meeting, *, now: datetime) -> None:
    """Queue the job that makes or moves a room at its provider."""
    enqueue(MAKE, {"uuid": str(row.uuid)}, now=now, key=f"meeting:{row.uuid}")


def remove_later(row: Meeting, *, now: datetime) -> None:
    """Queue the job that removes a room at its provider, if one exists or may exist."""
    if row.provider and not PROVIDERS[row.provider].instant and (row.identifier or row.tried_at):
        enqueue(REMOVE, removal(owner_of(row), row.provider, row.identifier), now=now)


def removal(owner: RoomOwner, provider: str, identifier: str) -> dict[str, Any]:
    """The payload of a job that removes a room."""
    return {
        "uuid": str(owner.uuid),
        "mentor": owner.mentor.pk,
        "provider": provider,
        "host": owner.host,
        "identifier": identifier,
    }
