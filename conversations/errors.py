"""What the services of conversations raise when a rule forbids something."""

from core.errors import Refused


class MessageRefused(Refused):
    """This can't be written, changed or removed. Safe to show."""
