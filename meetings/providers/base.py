"""The interface of a meeting provider. Each provider is a folder here and is listed in `meetings.providers.NAMES`."""

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
    """What a room is for, and whose account it is in: a host's at the provider, or the mentor's own.

    Attributes:
        uuid: the public identifier of what the room is for, such as a booking's.
        host: one of the provider's `hosts`, or "".
    """

    uuid: uuid.UUID
    mentor: Mentor
    host: str = ""

    @property
    def marker(self) -> str:
        """The text that identifies a room at its provider; unique to this club."""
        return f"{self.uuid}@{club()}"


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """The room that a meeting needs.

    Attributes:
        title: visible to everyone in the room.
        page: address of the page where both find the link.
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
    """An existing room."""

    identifier: str
    url: str


@dataclass(frozen=True, slots=True)
class ListedRoom:
    """A room with the club's marker, as listed by the provider.

    Attributes:
        host: the host it belongs to, one of the provider's `hosts`.
        mentor: the mentor whose account it is in, if it is a mentor's own account.
    """

    uuid: uuid.UUID
    identifier: str
    host: str = ""
    mentor: Mentor | None = None


class Provider(ABC):
    """A service that provides meeting rooms.

    Attributes:
        key: its name in the database; at most 10 characters, never changed.
        title: its public name, such as "Zoom".
        choice: its label in the mentor's form.
        instant: rooms are made without any request, so they can be made in a transaction.
        is_fallback: may replace a provider that fails.
        has_host_link: hosts join with a separate link.
    """

    key: str
    title: str = ""
    choice: str | Promise
    instant = False
    is_fallback = False
    has_host_link = False

    @property
    def is_set_up(self) -> bool:
        """Whether the club has configured it, so that it learns of meetings."""
        return False

    @abstractmethod
    def offered(self, mentor: Mentor) -> bool:
        """Whether the operator and the mentor have set up everything it needs."""

    def hosts(self) -> list[str]:
        """The provider's hosts, if each can be in only one room at a time; otherwise empty."""
        return []

    @abstractmethod
    def create(self, spec: RoomSpec, *, again: bool) -> Room:
        """Make the room.

        Args:
            again: an earlier attempt may have made it, without the result having been saved.

        Raises:
            Unavailable: it may work later.
            Refusal: it will not work.
        """

    @abstractmethod
    def change(self, identifier: str, spec: RoomSpec) -> None:
        """Move the room.

        Raises:
            Missing: the room no longer exists.
        """

    @abstractmethod
    def remove(self, owner: RoomOwner, identifier: str) -> None:
        """Remove the room; without an identifier, any rooms of the owner. A room that is already gone is no error."""

    def listed(self, mentors: Iterable[Mentor], *, now: datetime) -> Iterator[ListedRoom]:
        """List all upcoming rooms with the club's marker.

        Args:
            mentors: the mentors who have upcoming rooms at this provider.
        """
        yield from ()

    def host_link(self, identifier: str) -> str:
        """A fresh link that lets its user join as the host; "" if the provider has no such links.

        Raises:
            Missing, Refusal, Unavailable: the provider returns no link.
        """
        return ""


class InstantProvider(Provider):
    """A provider whose rooms exist once someone enters, so they have no times and need no removal."""

    instant = True
    is_fallback = True

    def change(self, identifier: str, spec: RoomSpec) -> None:
        """Do nothing."""

    def remove(self, owner: RoomOwner, identifier: str) -> None:
        """Do nothing."""


def club() -> str:
    """The identifier of this club among others that use the same account."""
    return urlsplit(settings.SITE_URL).hostname or ""


def uuid_in(marker: str) -> uuid.UUID | None:
    """The identifier in a room's marker, if the room is this club's."""
    name, at, place = marker.strip().partition("@")
    if not at or place != club():
        return None
    try:
        return uuid.UUID(name)
    except ValueError:
        return None
