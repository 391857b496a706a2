"""Which function does which kind of job. Apps register theirs in `jobs.py`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

Handler = Callable[[dict[str, Any], datetime], None]

handlers: dict[str, Handler] = {}


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of `kind`: called with the job's payload and `now`, outside any transaction.

    It may be called again after a crash, so doing it twice must do no harm. It raises `Later` to be called again,
    `Never` to give up; any other exception is retried as `Later`.
    """

    def register(handler: Handler) -> Handler:
        if kind in handlers:
            raise RuntimeError(f"two handlers for {kind}")
        handlers[kind] = handler
        return handler

    return register


class Later(Exception):
    """The job could not be done now; try again with backoff."""


class Never(Exception):
    """The job can never be done; stop, and show why in the admin."""
