"""Google Meet: an event with a conference in the mentor's own calendar, created with the Calendar API.

The event's id and the conference's request id are derived from the owner's identifier, so repeating a request is safe.
"""

import base64
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from integrations import google, http
from integrations.errors import Missing, Reason, Refusal, Unavailable
from integrations.google import EVENTS, call
from meetings.providers.base import ListedRoom, Provider, Room, RoomOwner, RoomSpec, club, uuid_in
from mentors.models import Mentor

QUIET = {"conferenceDataVersion": 1, "sendUpdates": "none"}
SOON = timedelta(seconds=30)  # before checking a pending conference again
MOST_MARKED = 5_000


class GoogleMeet(Provider):
    """A private event in the mentor's calendar that blocks the time and carries the link."""

    key = "google"
    title = "Google Meet"
    choice = _("Google Meet, created by the club in my calendar for each booking")

    @property
    def is_set_up(self) -> bool:
        return "google" in settings.SOCIALACCOUNT_PROVIDERS

    def offered(self, mentor: Mentor) -> bool:
        return google.is_connected(mentor.user)

    def create(self, spec: RoomSpec, *, again: bool) -> Room:
        name = event_id(spec.owner.uuid)
        event = _described(spec) | {"id": name, "conferenceData": _conference(spec)}
        response = call(spec.owner.mentor.user, "POST", EVENTS, params=QUIET, json=event)
        if response.status_code == 409:  # it exists or was deleted; the update restores it
            event.pop("id")
            response = call(spec.owner.mentor.user, "PATCH", f"{EVENTS}/{name}", params=QUIET, json=event)
        if response.status_code != 200:
            raise google.refusal(response)
        return _room(name, http.body(google.NAME, response))

    def change(self, identifier: str, spec: RoomSpec) -> None:
        params = {"sendUpdates": "none"}
        response = call(spec.owner.mentor.user, "PATCH", f"{EVENTS}/{identifier}", params=params, json=_described(spec))
        if response.status_code in (404, 410):
            raise Missing
        if response.status_code != 200:
            raise google.refusal(response)

    def remove(self, owner: RoomOwner, identifier: str) -> None:
        name = identifier or event_id(owner.uuid)
        response = call(owner.mentor.user, "DELETE", f"{EVENTS}/{name}", params={"sendUpdates": "none"})
        if response.status_code not in (204, 404, 410):
            raise google.refusal(response)

    def listed(self, mentors: Iterable[Mentor], *, now: datetime) -> Iterator[ListedRoom]:
        for mentor in mentors:
            if self.offered(mentor):
                for event in _marked(mentor, now=now):
                    if found := uuid_in(_private(event).get("room", "")):
                        yield ListedRoom(found, str(event.get("id", "")), mentor=mentor)


def event_id(owner: uuid.UUID) -> str:
    """The event's id in lower-case base32hex, as the API requires."""
    return base64.b32hexencode(owner.bytes).decode("ascii").rstrip("=").lower()


def _described(spec: RoomSpec) -> dict[str, Any]:
    return {
        "summary": spec.title,
        "description": spec.page,
        "start": {"dateTime": spec.starts_at.astimezone(UTC).isoformat()},
        "end": {"dateTime": spec.ends_at.astimezone(UTC).isoformat()},
        "status": "confirmed",
        "visibility": "private",
        "transparency": "opaque",
        "extendedProperties": {"private": {"club": club(), "room": spec.owner.marker}},
        "reminders": {"useDefault": True},
    }


def _conference(spec: RoomSpec) -> dict[str, Any]:
    request = {"requestId": str(spec.owner.uuid), "conferenceSolutionKey": {"type": "hangoutsMeet"}}
    return {"createRequest": request}


def _room(name: str, event: dict[str, Any]) -> Room:
    """The room of an event. Google may need a moment to create the conference."""
    if event.get("hangoutLink"):
        return Room(name, http.link(google.NAME, event["hangoutLink"]))
    status = ""
    conference = event.get("conferenceData")
    if isinstance(conference, dict):
        status = conference.get("createRequest", {}).get("status", {}).get("statusCode", "")
    if status == "pending":
        raise Unavailable(Reason.SILENT, "google: the conference is being made", SOON)
    raise Refusal(Reason.REFUSED, f"google: no conference, {status}"[:100])


def _marked(mentor: Mentor, *, now: datetime) -> Iterator[dict[str, Any]]:
    """Upcoming events with the club's marker."""
    params = {"privateExtendedProperty": f"club={club()}", "timeMin": now.astimezone(UTC).isoformat()}
    return google.events(mentor.user, params, most=MOST_MARKED)


def _private(event: dict[str, Any]) -> dict[str, str]:
    properties = event.get("extendedProperties")
    found = properties.get("private") if isinstance(properties, dict) else None
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


@google.uses_calendar
def meets_there(user: User) -> bool:
    """Whether the member has chosen Google Meet for their sessions."""
    return Mentor.objects.filter(user=user, meeting_preference__place=GoogleMeet.key).exists()


PROVIDER = GoogleMeet()
