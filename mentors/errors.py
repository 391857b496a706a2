"""What a service of a mentor's desk says no with."""

from core.errors import Refused


class NotYourDesk(Refused):
    """The desk is somebody else's. Safe to show."""
