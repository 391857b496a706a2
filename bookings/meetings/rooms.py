"""Rooms that nobody has to be asked for: the mentor's own, and those of the operator's Jitsi."""

import secrets
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from bookings.meetings.interface import Found, Room, Where, Wish
from bookings.models import MeetingPlace
from bookings.openings import rules_of
from mentors.models import Mentor


class Standing:
    """What rooms have in common that come into being when somebody enters, and are nobody's to take away."""

    instant = True

    def hosts(self) -> list[str]:
        return []

    def change(self, identifier: str, wish: Wish) -> None:
        """The room knows no times."""

    def remove(self, where: Where, identifier: str) -> None:
        """Nobody enters it any more."""

    def ours(self, *, now: datetime) -> Iterator[Found]:
        yield from ()


class Own(Standing):
    """The one link that the mentor gives to everybody."""

    def offered(self, mentor: Mentor) -> bool:
        return bool(rules_of(mentor).meeting_url)

    def create(self, wish: Wish, *, again: bool) -> Room:
        return Room("", rules_of(wish.where.mentor).meeting_url)


class Jitsi(Standing):
    """A room whose name is 128 random bits, on the operator's server."""

    def offered(self, mentor: Mentor) -> bool:
        return bool(settings.JITSI_URL)

    def create(self, wish: Wish, *, again: bool) -> Room:
        return Room("", _jitsi_link())  # who knows the name can enter, so it stands in the link alone


def standing_link(mentor: Mentor) -> str:
    """A link that nobody has to be asked for, "" without any: Jitsi where the mentor chose it, else their own."""
    rules = rules_of(mentor)
    if rules.meeting_place == MeetingPlace.JITSI and settings.JITSI_URL:
        return _jitsi_link()
    return rules.meeting_url


def _jitsi_link() -> str:
    return f"{settings.JITSI_URL.rstrip('/')}/{secrets.token_hex(16)}"
