"""Beat, with the schedule that the apps bring, and not stopped by a clock that is set back."""

from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler

from core import schedule

SLACK = timedelta(seconds=1)
LONG_AGO = timedelta(days=1)  # nothing is done more rarely


class Scheduler(PersistentScheduler):
    """Celery's own, where what was last done in the future is due at once.

    Celery would wait for that future, also after a restart, and an hour without a sweep loses reminders. Doing a task
    once too often does no harm.
    """

    def setup_schedule(self) -> None:
        """Take up what the apps' tasks have said; by now they are loaded."""
        self.app.conf.beat_schedule = schedule.entries
        super().setup_schedule()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at is not None and entry.last_run_at > now + SLACK:
                entry.last_run_at = now - LONG_AGO
                self._heap = None  # it is sorted by the clock as it was
        wait: float = super().tick(*args, **kwargs)
        return wait
