"""Beat's schedule. Tasks register themselves in their app's `tasks.py`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings

Function = TypeVar("Function", bound=Callable[[], None])

DEFAULT_SWEEP = timedelta(seconds=15)

entries: dict[str, dict[str, Any]] = {}


def periodic(
    *, every: timedelta, expires: float | None = None, queue: str | None = None
) -> Callable[[Function], Function]:
    """Have beat call a task every `every`. Goes below `@shared_task`.

    Args:
        expires: seconds after which a call is dropped if no worker has taken it.
        queue: if not the default one.
    """

    def register(function: Function) -> Function:
        task = f"{function.__module__}.{function.__name__}"
        given = {"expires": expires, "queue": queue}
        options = {name: value for name, value in given.items() if value is not None}
        entries[task] = {"task": task, "schedule": every, "options": options}
        return function

    return register


def interval(**period: float) -> timedelta:
    """An interval, with the arguments of timedelta.

    At most four sweeps of the outbox, which tests run more often.
    """
    whole = timedelta(**period)
    return whole if settings.OUTBOX_SWEEP >= DEFAULT_SWEEP else min(whole, settings.OUTBOX_SWEEP * 4)
