"""The one place that reads the time.

Entry points (views, tasks, commands) call `now()` and pass the value on to the rules. Tests can move the clock of all
processes: the file named by `settings.CLOCK_FILE` holds an offset in seconds. Production refuses the setting.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The current instant, aware, in UTC, plus the offset in `settings.CLOCK_FILE` if that is set."""
    return timezone.now() + _offset()


def move_to(instant: datetime) -> None:
    """Move the clock of every process that shares the clock file to `instant`; it runs on from there."""
    path = Path(settings.CLOCK_FILE)
    written = path.with_name(f"{path.name}.new")
    written.write_text(str((instant - timezone.now()).total_seconds()), encoding="ascii")
    written.replace(path)  # atomic: no one reads an empty file


def _offset() -> timedelta:
    if not settings.CLOCK_FILE:
        return timedelta(0)
    try:
        return timedelta(seconds=float(Path(settings.CLOCK_FILE).read_text(encoding="ascii")))
    except FileNotFoundError:
        return timedelta(0)
