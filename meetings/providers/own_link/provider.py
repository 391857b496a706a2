"""A mentor's own permanent link, such as a personal Zoom room."""

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _

from meetings.providers.base import InstantProvider, Room, RoomSpec
from mentors.models import Mentor


class OwnLink(InstantProvider):
    """The mentor's own link."""

    key = "own"
    choice = _("My own room on Zoom, Meet or elsewhere")

    def offered(self, mentor: Mentor) -> bool:
        return bool(_link(mentor))

    def create(self, spec: RoomSpec, *, again: bool) -> Room:
        return Room("", _link(spec.owner.mentor))


def _link(mentor: Mentor) -> str:
    try:
        url: str = mentor.meeting_preference.url
    except ObjectDoesNotExist:
        return ""
    return url


PROVIDER = OwnLink()
