"""Beat's scheduler, with the schedule of `core.schedule`, and safe against a clock that is set back.

When each task last ran is kept as JSON and written in one step, so that beat remembers it however it ends. Celery's
own file depends on which dbm Python was built with: some write nothing before they are closed.
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
    """Celery's scheduler, in which a task whose last run is in the future is due at once.

    Celery would wait for that time, even after a restart, and an hour without a sweep makes reminders late. Running a
    task once too often does no harm.
    """

    told_to_stop = False
    sync_every = 60  # seconds between two writes of the file, whose age `healthcheck beat` looks at

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
                self._heap = None  # it is sorted by the clock before the change
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
    """End at SIGTERM and SIGINT, whatever is being done.

    Celery only raises SystemExit in the handler. Where redis-py is reading an answer just then, another error takes its
    place, which Celery logs, and beat goes on for ever. So the scheduler remembers what it was told.
    """
    scheduler: Scheduler = sender.scheduler  # type: ignore[assignment]  # what CELERY_BEAT_SCHEDULER names

    def stop(_signal: int, _frame: object) -> None:
        scheduler.told_to_stop = True
        raise SystemExit

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
