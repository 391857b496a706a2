"""What everybody who makes rooms can do."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from mentors.models import Mentor


@dataclass(frozen=True, slots=True)
class Where:
    """Whose room it is: the booking's, with this host at the provider, or in this mentor's own account."""

    booking: uuid.UUID
    mentor: Mentor
    host: str = ""

    @property
    def marker(self) -> str:
        """What a room is known by: the booking's UID in calendars, so that no other club takes it for its own."""
        return f"{self.booking}@{club()}"


@dataclass(frozen=True, slots=True)
class Wish:
    """A room as it should be.

    Attributes:
        title: what everybody in the room may read.
        page: where the two find the link to it.
    """

    where: Where
    title: str
    page: str
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Room:
    identifier: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """A room that stands at the provider and bears the club's marker."""

    where: Where
    identifier: str


class Provider(Protocol):
    """Somebody who makes rooms.

    Attributes:
        instant: rooms are made without asking anybody, so they can be made in a transaction.
    """

    instant: bool

    def offered(self, mentor: Mentor) -> bool:
        """Whether the operator and the mentor have set up what it needs."""

    def hosts(self) -> list[str]:
        """Who can hold one room at a time there; empty where that does not matter."""

    def create(self, wish: Wish, *, again: bool) -> Room:
        """Make the room; `again`: it may have been made already, by a worker that died before it could say so."""

    def change(self, identifier: str, wish: Wish) -> None:
        """Move the room.

        Raises:
            Missing: there is no such room any more.
        """

    def remove(self, where: Where, identifier: str) -> None:
        """Take the room away; without an identifier, whatever stands there for the booking. What is gone is fine."""

    def ours(self, *, now: datetime) -> Iterator[Found]:
        """Every coming room that bears the club's marker."""


def club() -> str:
    """The name of this club among others that use the same account."""
    return urlsplit(settings.SITE_URL).hostname or ""


def booking_of(marker: str) -> uuid.UUID | None:
    """The booking that a marker names, if it is one of this club's."""
    name, at, place = marker.strip().partition("@")
    if not at or place != club():
        return None
    try:
        return uuid.UUID(name)
    except ValueError:
        return None
