"""Beat's scheduler, with the schedule of `core.schedule`, and safe against a clock that is set back."""

from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler

from core import schedule

SLACK = timedelta(seconds=1)
LONG_AGO = timedelta(days=1)  # no task has a longer interval


class Scheduler(PersistentScheduler):
    """Celery's scheduler, in which a task whose last run is in the future is due at once.

    Celery would wait for that time, even after a restart, and an hour without a sweep makes reminders late. Running a
    task once too often does no harm.
    """

    def setup_schedule(self) -> None:
        """Add the tasks that the apps have registered; they are loaded by now."""
        self.app.conf.beat_schedule = schedule.entries
        super().setup_schedule()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at is not None and entry.last_run_at > now + SLACK:
                entry.last_run_at = now - LONG_AGO
                self._heap = None  # it is sorted by the clock before the change
        wait: float = super().tick(*args, **kwargs)
        return wait
