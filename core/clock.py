"""The one place that reads the time.

Doors (views, tasks, commands) call `now()` and hand the value into rules. Tests move it across processes: the file
named by `settings.CLOCK_FILE` holds an offset in seconds that every process adds. Production refuses the setting.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The current instant, aware, in UTC; moved by the offset in `settings.CLOCK_FILE` where that is set."""
    return timezone.now() + _offset()


def move_to(instant: datetime) -> None:
    """Move the clock of every process that shares the clock file, so that `now()` starts at `instant` and runs on."""
    path = Path(settings.CLOCK_FILE)
    path.write_text(str((instant - timezone.now()).total_seconds()), encoding="ascii")


def _offset() -> timedelta:
    if not settings.CLOCK_FILE:
        return timedelta(0)
    try:
        return timedelta(seconds=float(Path(settings.CLOCK_FILE).read_text(encoding="ascii") or 0))
    except FileNotFoundError:
        return timedelta(0)
