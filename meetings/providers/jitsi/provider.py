"""Rooms on the operator's own Jitsi server, created when the first person enters."""

import secrets

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from meetings.providers.base import InstantProvider, Room, RoomSpec
from mentors.models import Mentor


class Jitsi(InstantProvider):
    """A room whose name is 128 random bits."""

    key = "jitsi"
    title = "Jitsi"
    choice = _("Jitsi room, created by the club for each booking")

    @property
    def is_set_up(self) -> bool:
        return bool(settings.JITSI_URL)

    def offered(self, mentor: Mentor) -> bool:
        return self.is_set_up

    def create(self, spec: RoomSpec, *, again: bool) -> Room:
        # Anyone who knows the name can enter, so it appears only in the link.
        return Room("", f"{settings.JITSI_URL.rstrip('/')}/{secrets.token_hex(16)}")


PROVIDER = Jitsi()
