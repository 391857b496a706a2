"""Google Meet: an event with a conference in the mentor's own calendar, by the Calendar API.

The event's id and the conference's request id are made of the booking's identifier, so that asking twice makes one.
"""

import base64
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from django.conf import settings

from bookings.meetings import google_access, wire
from bookings.meetings.interface import Found, Room, Where, Wish, booking_of, club
from bookings.meetings.problems import Missing, Problem, Refusal, Unavailable
from bookings.models import Booking, MeetingPlace
from mentors.models import Mentor

NAME = "google"
EVENTS = "/calendars/primary/events"
QUIET = {"conferenceDataVersion": 1, "sendUpdates": "none"}
TOO_OFTEN = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"}
NOT_ALLOWED = {"insufficientPermissions", "authError"}
SOON = timedelta(seconds=30)  # until a conference that is being made is asked for again
WHILE = timedelta(hours=1)  # until a quota is asked again
PAGE = 250
MOST_MARKED = 5_000


class Google:
    """An event that blocks the time for others, shows them nothing, and carries the link."""

    instant = False

    def offered(self, mentor: Mentor) -> bool:
        return google_access.is_connected(mentor.user)

    def hosts(self) -> list[str]:
        return []

    def create(self, wish: Wish, *, again: bool) -> Room:
        name = event_id(wish.where.booking)
        event = _described(wish) | {"id": name, "conferenceData": _conference(wish)}
        response = _call(wish.where.mentor, "POST", EVENTS, params=QUIET, json=event)
        if response.status_code == 409:  # it is there, or was taken away; now it is as it should be
            event.pop("id")
            response = _call(wish.where.mentor, "PATCH", f"{EVENTS}/{name}", params=QUIET, json=event)
        if response.status_code != 200:
            raise _refusal(response)
        return _room(name, wire.body(NAME, response))

    def change(self, identifier: str, wish: Wish) -> None:
        params = {"sendUpdates": "none"}
        response = _call(wish.where.mentor, "PATCH", f"{EVENTS}/{identifier}", params=params, json=_described(wish))
        if response.status_code in (404, 410):
            raise Missing
        if response.status_code != 200:
            raise _refusal(response)

    def remove(self, where: Where, identifier: str) -> None:
        name = identifier or event_id(where.booking)
        response = _call(where.mentor, "DELETE", f"{EVENTS}/{name}", params={"sendUpdates": "none"})
        if response.status_code not in (204, 404, 410):
            raise _refusal(response)

    def ours(self, *, now: datetime) -> Iterator[Found]:
        coming = Booking.objects.filter(meeting__provider=MeetingPlace.GOOGLE, ends_at__gt=now)
        for mentor in Mentor.objects.filter(bookings__in=coming).select_related("user").distinct():
            if self.offered(mentor):
                for event in _marked(mentor, now=now):
                    booking = booking_of(_private(event).get("booking", ""))
                    if booking is not None:
                        yield Found(Where(booking, mentor), str(event.get("id", "")))


def event_id(booking: uuid.UUID) -> str:
    """The event's id: base32hex in lower case, as the API demands."""
    return base64.b32hexencode(booking.bytes).decode("ascii").rstrip("=").lower()


def event_uid(booking: uuid.UUID) -> str:
    """The event's UID in the mentor's feeds (RFC 5545 section 3.8.4.7), by which the club knows its own."""
    return f"{event_id(booking)}@google.com"


def _described(wish: Wish) -> dict[str, Any]:
    return {
        "summary": wish.title,
        "description": wish.page,
        "start": {"dateTime": wish.starts_at.astimezone(UTC).isoformat()},
        "end": {"dateTime": wish.ends_at.astimezone(UTC).isoformat()},
        "status": "confirmed",
        "visibility": "private",
        "transparency": "opaque",
        "extendedProperties": {"private": {"club": club(), "booking": wish.where.marker}},
        "reminders": {"useDefault": True},
    }


def _conference(wish: Wish) -> dict[str, Any]:
    request = {"requestId": str(wish.where.booking), "conferenceSolutionKey": {"type": "hangoutsMeet"}}
    return {"createRequest": request}


def _room(name: str, event: dict[str, Any]) -> Room:
    """The room of an event; a conference may take Google a moment to make."""
    if event.get("hangoutLink"):
        return Room(name, wire.link(NAME, event["hangoutLink"]))
    status = ""
    conference = event.get("conferenceData")
    if isinstance(conference, dict):
        status = conference.get("createRequest", {}).get("status", {}).get("statusCode", "")
    if status == "pending":
        raise Unavailable(Problem.SILENT, "google: the conference is being made", SOON)
    raise Refusal(Problem.REFUSED, f"google: no conference, {status}"[:100])


def listed(mentor: Mentor, params: dict[str, Any], *, most: int) -> Iterator[dict[str, Any]]:
    """Events of the mentor's primary calendar (`events.list`), `most` of them or a page more.

    Raises:
        Refusal: the member has not connected their calendar, or Google does not understand us.
        Unavailable: Google does not answer, or wants to be left alone for a while.
    """
    params = params | {"maxResults": PAGE}
    for _page in range(-(-most // PAGE)):
        response = _call(mentor, "GET", EVENTS, params=params)
        if response.status_code != 200:
            raise _refusal(response)
        answer = wire.body(NAME, response)
        rows = answer.get("items", [])
        yield from (event for event in rows if isinstance(event, dict))
        if not answer.get("nextPageToken"):
            return
        params["pageToken"] = str(answer["nextPageToken"])


def _marked(mentor: Mentor, *, now: datetime) -> Iterator[dict[str, Any]]:
    """The coming events that bear the club's mark."""
    params = {"privateExtendedProperty": f"club={club()}", "timeMin": now.astimezone(UTC).isoformat()}
    return listed(mentor, params, most=MOST_MARKED)


def _private(event: dict[str, Any]) -> dict[str, str]:
    properties = event.get("extendedProperties")
    found = properties.get("private") if isinstance(properties, dict) else None
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _call(mentor: Mentor, method: str, path: str, **request: Any) -> httpx.Response:
    """An answer of Google's; a token that does not open the calendar is replaced once."""
    token = google_access.bearer(mentor.user)
    response = _with(token, method, path, **request)
    if not _opens(response):
        response = _with(google_access.bearer(mentor.user, refused=token), method, path, **request)
        if not _opens(response):  # the member has taken the calendar off Google's list of what they allow
            google_access.forget(mentor.user)
            raise Refusal(Problem.CONSENT, f"google: {response.status_code} with a new token")
    if response.status_code == 403 and _reasons(response) & TOO_OFTEN:
        raise Unavailable(Problem.BUSY, "google: 403, too often", wire.wait_in(response, WHILE))
    return response


def _with(token: str, method: str, path: str, **request: Any) -> httpx.Response:
    url = settings.GOOGLE_CALENDAR_URL + path
    return wire.send(NAME, method, url, headers={"Authorization": f"Bearer {token}"}, **request)


def _opens(response: httpx.Response) -> bool:
    return response.status_code != 401 and not (response.status_code == 403 and _reasons(response) & NOT_ALLOWED)


def _reasons(response: httpx.Response) -> set[str]:
    error = wire.body(NAME, response).get("error")
    errors = error.get("errors", []) if isinstance(error, dict) else []
    return {str(row.get("reason", "")) for row in errors if isinstance(row, dict)}


def _refusal(response: httpx.Response) -> Refusal:
    reasons = ", ".join(sorted(_reasons(response)))[:100]
    return Refusal(Problem.REFUSED, f"google: {response.status_code} {reasons}".strip())
