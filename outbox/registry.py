"""The handlers of each kind of job. Apps register theirs in `jobs.py`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from outbox.lanes import Lane

Settle = Callable[[], None]
Handler = Callable[[dict[str, Any], datetime], Settle | None]
FailureHandler = Callable[[dict[str, Any], Exception, datetime], None]
Around = Callable[[], AbstractContextManager[None]]
Prepare = Callable[[list[dict[str, Any]]], AbstractContextManager[None]]

handlers: dict[str, Handler] = {}
lanes: dict[str, Lane] = {}
failure_handlers: dict[str, FailureHandler] = {}
surroundings: list[Around] = []
preparations: dict[str, Prepare] = {}


def job(kind: str, *, lane: Lane) -> Callable[[Handler], Handler]:
    """Register the handler of `kind`: called with the job's payload and `now`, outside any transaction.

    `lane` is the queue of its jobs; `enqueue` can override it for a single job. The handler may return a function,
    which is called in the transaction that marks the job as done, so that a crash loses both or neither. It may run
    again after a crash, so it must be idempotent. It raises `PermanentFailure` to give up; after any other exception
    the job is retried with backoff, for two days.
    """

    def register(handler: Handler) -> Handler:
        if kind in handlers:
            raise RuntimeError(f"two handlers for {kind}")
        handlers[kind], lanes[kind] = handler, lane
        return handler

    return register


def on_failure(kind: str) -> Callable[[FailureHandler], FailureHandler]:
    """Register a function to call when a job of `kind` fails for good, at once or after two days.

    Called with the payload, the last error and `now`, in the transaction that marks the job as failed.
    """

    def register(handler: FailureHandler) -> FailureHandler:
        if kind in failure_handlers:
            raise RuntimeError(f"two failure handlers for {kind}")
        failure_handlers[kind] = handler
        return handler

    return register


def around_batches(enter: Around) -> Around:
    """Register a context manager around each batch of jobs, such as a connection that they share."""
    surroundings.append(enter)
    return enter


def before_batches(kind: str) -> Callable[[Prepare], Prepare]:
    """Register a context manager around jobs of `kind` that are claimed together; it gets their payloads."""

    def register(prepare: Prepare) -> Prepare:
        preparations[kind] = prepare
        return prepare

    return register


class PermanentFailure(Exception):
    """The job can never succeed: give up, and show why in the admin."""


class RetryLater(Exception):
    """The job cannot be done now; try again after `wait` at the earliest."""

    def __init__(self, message: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(message)
        self.wait = wait
