"""What goes wrong with the services that the club talks to."""

from datetime import timedelta
from enum import StrEnum

from outbox.registry import PermanentFailure, RetryLater


class Reason(StrEnum):
    """Why a service did not do what was asked."""

    SILENT = "silent"  # no answer
    BUSY = "busy"  # it asks us to wait
    ACCESS = "access"  # it doesn't accept the club's key
    CONSENT = "consent"  # the member has not let us in, or no longer does
    REFUSED = "refused"  # anything else


class Unavailable(RetryLater):
    """It may work later. The message is for the operator: no address, no key, nothing that a member wrote."""

    def __init__(self, reason: str, message: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(message, wait)
        self.reason = reason


class Refusal(PermanentFailure):
    """It will not work, however often one asks."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Missing(Exception):
    """The service does not know what was asked for any more."""
