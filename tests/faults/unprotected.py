"""The club with the lock of bookings taken out, for the twin of a race: whoever has looked waits for the others."""

import time
from typing import Any

from mentoring_club.wsgi import application

from bookings.services import booking  # isort: skip  # the line above makes the apps ready

__all__ = ["application"]

look = booking.is_opening


def look_and_wait(*args: Any, **kwargs: Any) -> bool:
    is_free = look(*args, **kwargs)
    if is_free:
        time.sleep(1.5)
    return is_free


def no_lock(*rows: object) -> None:
    """Nobody waits for anybody."""


booking.is_opening = look_and_wait
booking.advisory_lock = no_lock
