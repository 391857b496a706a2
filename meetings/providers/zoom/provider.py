"""Zoom, through a server-to-server app in the club's own account: one Zoom meeting for each room.

Zoom has no idempotency keys, so each meeting has its owner's marker as its agenda. A retry first looks for a meeting
with that marker, and the sweep uses it to find and remove duplicates.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from integrations import http
from integrations.errors import Missing, Reason, Refusal, Unavailable
from meetings.providers.base import ListedRoom, Provider, Room, RoomOwner, RoomSpec, uuid_in
from mentors.models import Mentor

NAME = "zoom"
SCHEDULED = 2  # the type of a meeting with a time
PAGE = 300  # most entries in one response
MOST_PAGES = 50
EARLY = 60  # seconds before a token expires that we stop using it
LONGEST_TITLE = 200


class Zoom(Provider):
    """Meetings with a waiting room, hosted by the first of the club's hosts who is free."""

    key = "zoom"
    title = "Zoom"
    choice = _("Zoom meeting, created by the club for each booking")
    has_host_link = True

    @property
    def is_set_up(self) -> bool:
        return bool(settings.ZOOM_ACCOUNT_ID)

    def offered(self, mentor: Mentor) -> bool:
        return self.is_set_up

    def hosts(self) -> list[str]:
        return list(settings.ZOOM_HOSTS)

    def create(self, spec: RoomSpec, *, again: bool) -> Room:
        if again:
            for meeting in _listed(spec.owner.host):
                if _marker(meeting) == spec.owner.marker:
                    self.change(_identifier(meeting), spec)
                    return _room(meeting)
        response = _call("POST", f"/users/{quote(spec.owner.host)}/meetings", json=_described(spec))
        if response.status_code != 201:
            raise _refusal(response)
        return _room(http.body(NAME, response))

    def change(self, identifier: str, spec: RoomSpec) -> None:
        response = _call("PATCH", f"/meetings/{quote(identifier)}", json=_described(spec))
        if response.status_code == 404:
            raise Missing
        if response.status_code != 204:
            raise _refusal(response)

    def remove(self, owner: RoomOwner, identifier: str) -> None:
        if identifier:
            found = [identifier]
        else:
            found = [_identifier(row) for row in _listed(owner.host) if _marker(row) == owner.marker]
        for name in found:
            response = _call("DELETE", f"/meetings/{quote(name)}", params={"schedule_for_reminder": "false"})
            if response.status_code not in (204, 404):
                raise _refusal(response)

    def listed(self, mentors: Iterable[Mentor], *, now: datetime) -> Iterator[ListedRoom]:
        for host in self.hosts():
            for row in _listed(host):
                if found := uuid_in(_marker(row)):
                    yield ListedRoom(found, _identifier(row), host)

    def host_link(self, identifier: str) -> str:
        """Zoom's `start_url`, which expires after two hours.

        Raises:
            Missing: the meeting no longer exists.
            Refusal: Zoom returns no link.
            Unavailable: Zoom does not answer.
        """
        response = _call("GET", f"/meetings/{quote(identifier)}")
        if response.status_code == 404:
            raise Missing
        if response.status_code != 200:
            raise _refusal(response)
        value = http.body(NAME, response).get("start_url")
        if not isinstance(value, str) or not value.startswith("https://"):
            raise Refusal(Reason.REFUSED, "zoom: the answer holds no link")
        return value


def _described(spec: RoomSpec) -> dict[str, Any]:
    """The meeting as a Zoom API payload. It names neither the people nor their topic."""
    return {
        "topic": spec.title[:LONGEST_TITLE],
        "agenda": spec.owner.marker,
        "type": SCHEDULED,
        "start_time": f"{spec.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "duration": spec.minutes,
        "timezone": "UTC",
        "default_password": True,
        "settings": {
            "waiting_room": True,
            "join_before_host": False,
            "auto_recording": "none",
            "meeting_authentication": False,
            "email_notification": False,
        },
    }


def _listed(host: str) -> Iterator[dict[str, Any]]:
    """Fetch a host's upcoming meetings, page by page."""
    page = ""
    for _number in range(MOST_PAGES):
        params = {"type": "upcoming", "page_size": PAGE} | ({"next_page_token": page} if page else {})
        response = _call("GET", f"/users/{quote(host)}/meetings", params=params)
        if response.status_code != 200:
            raise _refusal(response)
        answer = http.body(NAME, response)
        yield from (row for row in answer.get("meetings", []) if isinstance(row, dict))
        page = answer.get("next_page_token") or ""
        if not page:
            return


def _room(meeting: dict[str, Any]) -> Room:
    return Room(_identifier(meeting), http.link(NAME, meeting.get("join_url")))


def _identifier(meeting: dict[str, Any]) -> str:
    name = str(meeting.get("id", ""))
    if not name.isdigit():
        raise Refusal(Reason.REFUSED, "zoom: the answer holds no id")
    return name


def _marker(meeting: dict[str, Any]) -> str:
    return str(meeting.get("agenda", ""))


def _refusal(response: httpx.Response) -> Refusal:
    return Refusal(Reason.REFUSED, f"zoom: {response.status_code}, code {http.body(NAME, response).get('code')}")


def _call(method: str, path: str, **request: Any) -> httpx.Response:
    """Call the Zoom API. If Zoom rejects the token, retry once with a new one."""
    token = _token()
    response = _with(token, method, path, **request)
    if response.status_code == 401:
        response = _with(_token(refused=token), method, path, **request)
        if response.status_code == 401:
            raise Unavailable(Reason.ACCESS, "zoom: 401 with a new token")
    return response


def _with(token: str, method: str, path: str, **request: Any) -> httpx.Response:
    return http.send(NAME, method, settings.ZOOM_URL + path, headers={"Authorization": f"Bearer {token}"}, **request)


def _token(*, refused: str = "") -> str:
    """The club's token, shared by all processes, as issuing a new one may invalidate the oldest."""
    names = f"{settings.ZOOM_ACCOUNT_ID}:{settings.ZOOM_CLIENT_ID}"
    key = f"zoom:{hashlib.sha256(names.encode()).hexdigest()[:16]}"
    token = cache.get(key)
    if isinstance(token, str) and token and token != refused:
        return token
    response = http.send(
        NAME,
        "POST",
        settings.ZOOM_OAUTH_URL,
        auth=(settings.ZOOM_CLIENT_ID, settings.ZOOM_CLIENT_SECRET),
        data={"grant_type": "account_credentials", "account_id": settings.ZOOM_ACCOUNT_ID},
    )
    answer = http.body(NAME, response)
    token = answer.get("access_token")
    if response.status_code != 200 or not isinstance(token, str) or not token:
        raise Unavailable(Reason.ACCESS, f"zoom: {response.status_code} for a token", timedelta(minutes=5))
    seconds = answer.get("expires_in")
    cache.set(key, token, max(1, (seconds if isinstance(seconds, int) else EARLY) - EARLY))
    return token


PROVIDER = Zoom()
