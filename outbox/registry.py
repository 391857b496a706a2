"""Which function does which kind of job. Apps register theirs in `jobs.py`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

Handler = Callable[[dict[str, Any], datetime], None]
FailureHandler = Callable[[dict[str, Any], Exception, datetime], None]
Around = Callable[[], AbstractContextManager[None]]

handlers: dict[str, Handler] = {}
failure_handlers: dict[str, FailureHandler] = {}
surroundings: list[Around] = []


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of `kind`: called with the job's payload and `now`, outside any transaction.

    It may be called again after a crash, so doing it twice must do no harm. It raises `PermanentFailure` to give up;
    any other exception is tried again with backoff, for two days.
    """

    def register(handler: Handler) -> Handler:
        if kind in handlers:
            raise RuntimeError(f"two handlers for {kind}")
        handlers[kind] = handler
        return handler

    return register


def on_failure(kind: str) -> Callable[[FailureHandler], FailureHandler]:
    """Register what follows when a job of `kind` is given up, whether at once or after two days.

    It is called with the payload, the last error and `now`, in the transaction that marks the job as failed.
    """

    def register(handler: FailureHandler) -> FailureHandler:
        if kind in failure_handlers:
            raise RuntimeError(f"two failure handlers for {kind}")
        failure_handlers[kind] = handler
        return handler

    return register


def around_batches(enter: Around) -> Around:
    """Register what surrounds a batch of jobs that one worker does, such as a connection that they share."""
    surroundings.append(enter)
    return enter


class PermanentFailure(Exception):
    """The job can never be done; stop, and show why in the admin."""


class RetryLater(Exception):
    """It cannot be done now; whoever said so also said how long to wait, at least `wait`."""

    def __init__(self, message: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(message)
        self.wait = wait
