"""Beat's scheduler, with the schedule of `core.schedule`; survives a clock that is set back.

The last run of each task is written atomically as JSON, so that beat remembers it even if it is killed. Celery's own
file depends on the dbm that Python was built with: some write nothing until they are closed.
"""

import json
import signal
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from celery.beat import Scheduler as CelerysScheduler
from celery.beat import Service
from celery.signals import beat_init

from core import schedule

SLACK = timedelta(seconds=1)
LONG_AGO = timedelta(days=1)  # no task has a longer interval


class Scheduler(CelerysScheduler):
    """Celery's scheduler, except that a task whose last run is in the future is due at once.

    Celery would wait until then, even after a restart, and an hour without a sweep makes reminders late. Running a task
    once too often does no harm.
    """

    told_to_stop = False
    sync_every = 60  # seconds between writes of the file, whose age `healthcheck beat` checks

    def __init__(self, *args: Any, schedule_filename: str, **kwargs: Any) -> None:
        self.file = Path(schedule_filename)
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        """Add the tasks that the apps have registered; they are loaded by now."""
        self.app.conf.beat_schedule = schedule.entries
        super().setup_schedule()
        for name, at in self._remembered().items():
            if name in self.schedule:
                self.schedule[name].last_run_at = at
        self.sync()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at is not None and entry.last_run_at > now + SLACK:
                entry.last_run_at = now - LONG_AGO
                self._heap = None  # it was sorted by the old time
        wait: float = super().tick(*args, **kwargs)
        if self.told_to_stop:
            raise SystemExit
        return wait

    def sync(self) -> None:
        runs = {name: entry.last_run_at.isoformat() for name, entry in self.schedule.items() if entry.last_run_at}
        new = self.file.with_name(f"{self.file.name}.new")
        new.write_text(json.dumps(runs, indent=1))
        new.replace(self.file)

    def _remembered(self) -> dict[str, datetime]:
        try:
            runs = json.loads(self.file.read_text())
            return {name: datetime.fromisoformat(at) for name, at in runs.items()}
        except (OSError, ValueError, AttributeError, TypeError):  # the first start, or Celery's own file
            return {}


@beat_init.connect
def stop_when_told(sender: Service, **_more: Any) -> None:
    """Stop on SIGTERM and SIGINT, whatever beat is doing.

    Celery only raises SystemExit in the handler. If redis-py is reading a response just then, it raises another error
    instead, which Celery logs, and beat never stops. So the scheduler remembers the signal.
    """
    scheduler: Scheduler = sender.scheduler  # type: ignore[assignment]  # set by CELERY_BEAT_SCHEDULER

    def stop(_signal: int, _frame: object) -> None:
        scheduler.told_to_stop = True
        raise SystemExit

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
