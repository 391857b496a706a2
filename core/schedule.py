"""What beat has done again and again. A task says so itself, in its app's `tasks.py`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings

Function = TypeVar("Function", bound=Callable[[], None])

entries: dict[str, dict[str, Any]] = {}


def periodic(*, every: timedelta, expires: float | None = None) -> Callable[[Function], Function]:
    """Have beat call a task `every` so often. It stands below `@shared_task`.

    Args:
        expires: seconds after which a call that no worker has taken up is dropped.
    """

    def register(function: Function) -> Function:
        task = f"{function.__module__}.{function.__name__}"
        entries[task] = {"task": task, "schedule": every, "options": {"expires": expires} if expires else {}}
        return function

    return register


def soon(**period: float) -> timedelta:
    """A period in the words of timedelta; where that is shorter, four sweeps of the outbox, as tests want it."""
    return min(timedelta(**period), settings.OUTBOX_SWEEP * 4)
