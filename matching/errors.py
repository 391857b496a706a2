"""Errors that the services of matching raise when a rule forbids something."""

from core.errors import Refused


class RequestRefused(Refused):
    """The request can't be sent or changed like this, or not by this person. Safe to show."""
