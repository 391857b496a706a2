"""What the services of a mentor's desk raise to refuse something."""

from core.errors import Refused


class NotYourDesk(Refused):
    """The desk is someone else's. Safe to show."""
