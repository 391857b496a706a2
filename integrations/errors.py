"""Errors of external services."""

from datetime import timedelta
from enum import StrEnum

from outbox.registry import PermanentFailure, RetryLater


class Reason(StrEnum):
    """Why a request to a service failed."""

    SILENT = "silent"  # no answer
    BUSY = "busy"  # it asked us to wait
    ACCESS = "access"  # it rejects the club's key
    CONSENT = "consent"  # the member has not granted access, or has revoked it
    REFUSED = "refused"  # anything else


class Unavailable(RetryLater):
    """A failure that may pass. The message is for the operator: no addresses, no keys, no text written by members."""

    def __init__(self, reason: str, message: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(message, wait)
        self.reason = reason


class Refusal(PermanentFailure):
    """A permanent failure: retrying will not help."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Missing(Exception):
    """The requested object no longer exists at the service."""
