"""Which function does which kind of job. Apps register theirs in `jobs.py`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

Handler = Callable[[dict[str, Any], datetime], None]
Farewell = Callable[[dict[str, Any], Exception, datetime], None]
Around = Callable[[], AbstractContextManager[None]]

handlers: dict[str, Handler] = {}
farewells: dict[str, Farewell] = {}
surroundings: list[Around] = []


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of `kind`: called with the job's payload and `now`, outside any transaction.

    It may be called again after a crash, so doing it twice must do no harm. It raises `Never` to give up; any other
    exception is tried again with backoff, for two days.
    """

    def register(handler: Handler) -> Handler:
        if kind in handlers:
            raise RuntimeError(f"two handlers for {kind}")
        handlers[kind] = handler
        return handler

    return register


def given_up(kind: str) -> Callable[[Farewell], Farewell]:
    """Register what follows when a job of `kind` is given up, whether at once or after two days.

    It is called with the payload, the last error and `now`, in the transaction that marks the job as failed.
    """

    def register(farewell: Farewell) -> Farewell:
        if kind in farewells:
            raise RuntimeError(f"two farewells for {kind}")
        farewells[kind] = farewell
        return farewell

    return register


def around_batches(enter: Around) -> Around:
    """Register what surrounds a batch of jobs that one worker does, such as a connection that they share."""
    surroundings.append(enter)
    return enter


class Never(Exception):
    """The job can never be done; stop, and show why in the admin."""


class Later(Exception):
    """It cannot be done now; whoever said so also said how long to wait, at least `wait`."""

    def __init__(self, message: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(message)
        self.wait = wait
