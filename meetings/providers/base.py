"""What every meeting provider can do. A provider is a folder here; its name stands in `meetings.providers.NAMES`."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise

from mentors.models import Mentor


@dataclass(frozen=True, slots=True)
class RoomOwner:
    """Whose room it is: what the two meet for, with this host at the provider, or in this mentor's own account.

    Attributes:
        uuid: the public identifier of what the room is for, such as a booking's.
        host: one of the provider's `hosts`, or "".
    """

    uuid: uuid.UUID
    mentor: Mentor
    host: str = ""

    @property
    def marker(self) -> str:
        """What a room is known by at its provider: no other club takes it for its own."""
        return f"{self.uuid}@{club()}"


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """A room as it should be.

    Attributes:
        title: what everybody in the room may read.
        page: where the two find the link to it.
    """

    owner: RoomOwner
    title: str
    page: str
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Room:
    """A room that is there."""

    identifier: str
    url: str


@dataclass(frozen=True, slots=True)
class ListedRoom:
    """A room at the provider that bears the club's marker.

    Attributes:
        host: whose it is there: one of the provider's `hosts`.
        mentor: whose account it is in, where it is a mentor's own.
    """

    uuid: uuid.UUID
    identifier: str
    host: str = ""
    mentor: Mentor | None = None


class Provider(ABC):
    """A service that makes rooms.

    Attributes:
        key: what the database knows it by; at most 10 characters, never changed.
        title: what everybody knows it by: "Zoom".
        choice: what the mentor reads where they choose it.
        instant: rooms are made without asking anybody, so they can be made in a transaction.
        is_fallback: may take the place of a provider that fails.
        has_host_link: the host comes in by a link of their own.
    """

    key: str
    title: str = ""
    choice: str | Promise
    instant = False
    is_fallback = False
    has_host_link = False

    @abstractmethod
    def offered(self, mentor: Mentor) -> bool:
        """Whether the operator and the mentor have set up what it needs."""

    def hosts(self) -> list[str]:
        """Who can hold one room at a time there; empty where that does not matter."""
        return []

    @abstractmethod
    def create(self, spec: RoomSpec, *, again: bool) -> Room:
        """Make the room; `again`: it may have been made already, by a worker that died before it could say so.

        Raises:
            Unavailable: it may work later.
            Refusal: it will not work.
        """

    @abstractmethod
    def change(self, identifier: str, spec: RoomSpec) -> None:
        """Move the room.

        Raises:
            Missing: there is no such room any more.
        """

    @abstractmethod
    def remove(self, owner: RoomOwner, identifier: str) -> None:
        """Take the room away; without an identifier, whatever stands there for the owner. What is gone is fine."""

    def listed(self, mentors: Iterable[Mentor], *, now: datetime) -> Iterator[ListedRoom]:
        """Every coming room that bears the club's marker.

        Args:
            mentors: those who have coming rooms there.
        """
        yield from ()

    def host_link(self, identifier: str) -> str:
        """A fresh link that lets whoever follows it in as the host, where the provider has such links; else "".

        Raises:
            Missing, Refusal, Unavailable: the provider does not give it.
        """
        return ""


class InstantProvider(Provider):
    """Rooms that come into being when somebody enters: they know no times, and nobody has to take them away."""

    instant = True
    is_fallback = True

    def change(self, identifier: str, spec: RoomSpec) -> None:
        """Nothing to do."""

    def remove(self, owner: RoomOwner, identifier: str) -> None:
        """Nothing to do."""


def club() -> str:
    """The name of this club among others that use the same account."""
    return urlsplit(settings.SITE_URL).hostname or ""


def uuid_in(marker: str) -> uuid.UUID | None:
    """What the marker of a room names, if it is one of this club's."""
    name, at, place = marker.strip().partition("@")
    if not at or place != club():
        return None
    try:
        return uuid.UUID(name)
    except ValueError:
        return None
