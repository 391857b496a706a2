"""What goes wrong with those who make rooms."""

from datetime import timedelta

from bookings.models import Problem
from outbox.registry import PermanentFailure, RetryLater


class Unavailable(RetryLater):
    """It may work later. The message is for the operator: no address, no key, no words of anybody."""

    def __init__(self, problem: Problem, message: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(message, wait)
        self.problem = problem


class Refusal(PermanentFailure):
    """It will not work, however often one asks."""

    def __init__(self, problem: Problem, message: str) -> None:
        super().__init__(message)
        self.problem = problem


class Missing(Exception):
    """The provider does not know the room any more."""
