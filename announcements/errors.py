"""Why an announcement can't be changed or sent."""

from core.errors import Refused


class AnnouncementRefused(Refused):
    """The message can be shown."""
