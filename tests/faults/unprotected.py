"""The club with the lock of bookings taken out, for the twin of a race: whoever has looked waits for another."""

import atexit
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from mentoring_club.wsgi import application

from bookings.services import booking  # isort: skip  # the line above makes the apps ready

__all__ = ["application"]

look = booking.is_opening  # type: ignore[attr-defined]
WAIT_SECONDS = 20  # for a second worker, which may still be starting


def look_and_wait(*args: Any, **kwargs: Any) -> bool:
    is_free = look(*args, **kwargs)
    folder, names = Path(tempfile.gettempdir()), f"looked-{os.getppid()}-"  # workers of one server have one parent
    mine = folder / f"{names}{os.getpid()}"
    mine.touch()
    atexit.register(mine.unlink, missing_ok=True)
    until = time.monotonic() + WAIT_SECONDS
    while is_free and time.monotonic() < until and len(list(folder.glob(f"{names}*"))) < 2:
        time.sleep(0.02)
    return is_free


def no_lock(*rows: object) -> None:
    """Nobody waits for anybody."""


booking.is_opening = look_and_wait  # type: ignore[attr-defined]
booking.advisory_lock = no_lock  # type: ignore[attr-defined]
