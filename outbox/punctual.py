"""Workers refuse to run with a wrong clock: they would send expired codes, and settle things too early."""

import os
import signal
import sys
from typing import Any

from celery import Task
from celery.exceptions import Reject
from celery.signals import worker_init, worker_process_init

from core import skew

SENTENCE = "The clock of this machine differs from the database's by more than 30 seconds. Set it, then start again."

_worker: int | None = None  # the parent of this pool process


class PunctualTask(Task):
    """The base of all tasks. If the clock is wrong, the task is requeued for another worker, and this one stops."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not self.request.called_directly and not skew.watch.is_right():
            if _worker is not None:
                os.kill(_worker, signal.SIGTERM)
            raise Reject(SENTENCE, requeue=True)
        return super().__call__(*args, **kwargs)


@worker_init.connect
def _refuse_to_start(**_details: object) -> None:
    if not skew.watch.is_right():
        sys.exit(SENTENCE)


@worker_process_init.connect
def _remember_worker(**_details: object) -> None:
    global _worker  # noqa: PLW0603  # one for each process
    _worker = os.getppid()
