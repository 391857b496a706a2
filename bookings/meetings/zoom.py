"""Zoom, with a server-to-server app: the club's own account, one meeting for each booking.

Zoom knows no key that makes a request once only. A meeting therefore carries the booking's marker as its agenda: before
one is asked for again it is looked for, and what was made twice all the same is found by it and taken away.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
from django.conf import settings
from django.core.cache import cache

from bookings.meetings import wire
from bookings.meetings.interface import Found, Room, Where, Wish, booking_of
from bookings.meetings.problems import Missing, Problem, Refusal, Unavailable
from bookings.models import Booking
from mentors.models import Mentor

NAME = "zoom"
SCHEDULED = 2  # the type of a meeting with a time
PAGE = 300  # the most that one answer lists
MOST_PAGES = 50
EARLY = 60  # seconds before its end that a token is not used any more
LONGEST_TITLE = 200


class Zoom:
    """Meetings with a waiting room, held by the first of the club's hosts who is free then."""

    instant = False

    def offered(self, mentor: Mentor) -> bool:
        return bool(settings.ZOOM_ACCOUNT_ID)

    def hosts(self) -> list[str]:
        return list(settings.ZOOM_HOSTS)

    def create(self, wish: Wish, *, again: bool) -> Room:
        if again:
            for meeting in _listed(wish.where.host):
                if _marker(meeting) == wish.where.marker:
                    self.change(_identifier(meeting), wish)
                    return _room(meeting)
        response = _call("POST", f"/users/{quote(wish.where.host)}/meetings", json=_described(wish))
        if response.status_code != 201:
            raise _refusal(response)
        return _room(wire.body(NAME, response))

    def change(self, identifier: str, wish: Wish) -> None:
        response = _call("PATCH", f"/meetings/{quote(identifier)}", json=_described(wish))
        if response.status_code == 404:
            raise Missing
        if response.status_code != 204:
            raise _refusal(response)

    def remove(self, where: Where, identifier: str) -> None:
        if identifier:
            found = [identifier]
        else:
            found = [_identifier(row) for row in _listed(where.host) if _marker(row) == where.marker]
        for name in found:
            response = _call("DELETE", f"/meetings/{quote(name)}", params={"schedule_for_reminder": "false"})
            if response.status_code not in (204, 404):
                raise _refusal(response)

    def ours(self, *, now: datetime) -> Iterator[Found]:
        for host in self.hosts():
            marked = {_identifier(row): booking_of(_marker(row)) for row in _listed(host)}
            # What this database does not know may be a copy's of this club: it is left alone.
            known = Booking.objects.filter(uuid__in=filter(None, marked.values())).select_related("mentor__user")
            mentors = {booking.uuid: booking.mentor for booking in known}
            for identifier, booking in marked.items():
                if booking in mentors:
                    yield Found(Where(booking, mentors[booking], host), identifier)

    def start_link(self, identifier: str) -> str:
        """A fresh link that lets who follows it in as the host; Zoom lets it run out after two hours."""
        response = _call("GET", f"/meetings/{quote(identifier)}")
        if response.status_code == 404:
            raise Missing
        if response.status_code != 200:
            raise _refusal(response)
        value = wire.body(NAME, response).get("start_url")
        if not isinstance(value, str) or not value.startswith("https://"):
            raise Refusal(Problem.REFUSED, "zoom: the answer holds no link")
        return value


def _described(wish: Wish) -> dict[str, Any]:
    """The meeting as Zoom wants it; it names neither of the two, and nothing of what they talk about."""
    return {
        "topic": wish.title[:LONGEST_TITLE],
        "agenda": wish.where.marker,
        "type": SCHEDULED,
        "start_time": f"{wish.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "duration": wish.minutes,
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
    """A host's coming meetings, page by page."""
    page = ""
    for _number in range(MOST_PAGES):
        params = {"type": "upcoming", "page_size": PAGE} | ({"next_page_token": page} if page else {})
        response = _call("GET", f"/users/{quote(host)}/meetings", params=params)
        if response.status_code != 200:
            raise _refusal(response)
        answer = wire.body(NAME, response)
        yield from (row for row in answer.get("meetings", []) if isinstance(row, dict))
        page = answer.get("next_page_token") or ""
        if not page:
            return


def _room(meeting: dict[str, Any]) -> Room:
    return Room(_identifier(meeting), wire.link(NAME, meeting.get("join_url")))


def _identifier(meeting: dict[str, Any]) -> str:
    name = str(meeting.get("id", ""))
    if not name.isdigit():
        raise Refusal(Problem.REFUSED, "zoom: the answer holds no id")
    return name


def _marker(meeting: dict[str, Any]) -> str:
    return str(meeting.get("agenda", ""))


def _refusal(response: httpx.Response) -> Refusal:
    return Refusal(Problem.REFUSED, f"zoom: {response.status_code}, code {wire.body(NAME, response).get('code')}")


def _call(method: str, path: str, **request: Any) -> httpx.Response:
    """An answer of Zoom's; a token that it does not know any more is replaced once."""
    token = _token()
    response = _with(token, method, path, **request)
    if response.status_code == 401:
        response = _with(_token(refused=token), method, path, **request)
        if response.status_code == 401:
            raise Unavailable(Problem.ACCESS, "zoom: 401 with a new token")
    return response


def _with(token: str, method: str, path: str, **request: Any) -> httpx.Response:
    return wire.send(NAME, method, settings.ZOOM_URL + path, headers={"Authorization": f"Bearer {token}"}, **request)


def _token(*, refused: str = "") -> str:
    """The club's token, one for all processes: each new one may end the oldest that Zoom has given out."""
    names = f"{settings.ZOOM_ACCOUNT_ID}:{settings.ZOOM_CLIENT_ID}"
    key = f"zoom:{hashlib.sha256(names.encode()).hexdigest()[:16]}"
    token = cache.get(key)
    if isinstance(token, str) and token and token != refused:
        return token
    response = wire.send(
        NAME,
        "POST",
        settings.ZOOM_OAUTH_URL,
        auth=(settings.ZOOM_CLIENT_ID, settings.ZOOM_CLIENT_SECRET),
        data={"grant_type": "account_credentials", "account_id": settings.ZOOM_ACCOUNT_ID},
    )
    answer = wire.body(NAME, response)
    token = answer.get("access_token")
    if response.status_code != 200 or not isinstance(token, str) or not token:
        raise Unavailable(Problem.ACCESS, f"zoom: {response.status_code} for a token", timedelta(minutes=5))
    seconds = answer.get("expires_in")
    cache.set(key, token, max(1, (seconds if isinstance(seconds, int) else EARLY) - EARLY))
    return token
