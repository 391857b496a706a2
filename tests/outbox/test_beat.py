from pathlib import Path

from celery import current_app
from django.conf import settings

from core import schedule
from outbox.beat import Scheduler

CELERYS_OWN = "celery.backend_cleanup"


def test_beat_calls_the_tasks_that_say_how_often(tmp_path: Path) -> None:
    current_app.loader.import_default_modules()
    beat = Scheduler(app=current_app, schedule_filename=str(tmp_path / "schedule"))
    found = dict(beat.schedule)
    beat.close()
    found.pop(CELERYS_OWN)
    periods = {name: entry.schedule.run_every for name, entry in found.items()}
    assert periods == {name: entry["schedule"] for name, entry in schedule.entries.items()}
    assert periods["outbox.tasks.sweep"] == settings.OUTBOX_SWEEP
    assert {entry.task for entry in found.values()} <= set(current_app.tasks)
    assert {name.partition(".")[0] for name in periods} > {"outbox", "accounts"}
