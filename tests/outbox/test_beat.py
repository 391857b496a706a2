import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from celery.beat import BeatLazyFunc, Service
from django.conf import settings

from core import schedule
from mentoring_club import healthcheck
from outbox.beat import Scheduler
from tests.architecture.world import NOW


@pytest.fixture(autouse=True)
def tasks() -> None:
    current_app.loader.import_default_modules()


def test_beat_calls_periodic_tasks(tmp_path: Path) -> None:
    beat = Scheduler(app=current_app, schedule_filename=str(tmp_path / "schedule"))
    found = dict(beat.schedule)
    beat.close()
    periods = {name: entry.schedule.run_every for name, entry in found.items()}
    assert periods == {name: entry["schedule"] for name, entry in schedule.entries.items()}
    assert periods["outbox.tasks.sweep"] == settings.OUTBOX_SWEEP
    assert {entry.task for entry in found.values()} <= set(current_app.tasks)
    assert {name.partition(".")[0] for name in periods} > {"outbox", "accounts"}


@pytest.mark.parametrize("left_behind", [None, b"", b"\x13W\x9a\xce of gdbm", b"[]", b'{"outbox.tasks.sweep": 5}'])
def test_killed_beat_remembers_its_last_runs(tmp_path: Path, left_behind: bytes | None) -> None:
    file = tmp_path / "schedule"
    if left_behind is not None:
        file.write_bytes(left_behind)
    beat = Scheduler(app=current_app, schedule_filename=str(file))
    beat.schedule["outbox.tasks.sweep"].last_run_at = NOW
    beat.sync()
    after = Scheduler(app=current_app, schedule_filename=str(file))
    assert after.schedule["outbox.tasks.sweep"].last_run_at == NOW
    assert [path.name for path in tmp_path.iterdir()] == ["schedule"]


def test_file_is_updated_whenever_a_task_was_called(tmp_path: Path) -> None:
    """Beat's health check relies on the file's age."""
    beat = Scheduler(app=current_app, schedule_filename=str(tmp_path / "schedule"))
    assert beat.sync_every < healthcheck.BEAT_MAY_SLEEP / 5
    beat.file.unlink()
    beat._last_sync = None  # type: ignore[attr-defined]
    for entry in beat.schedule.values():
        entry.last_run_at = NOW - timedelta(days=2)
    with current_app.connection_for_write("memory://") as connection, connection.channel() as channel:
        beat.producer = current_app.amqp.Producer(channel)
        beat.tick()
    assert beat.file.exists()


def test_clock_that_is_set_back_delays_no_task(tmp_path: Path) -> None:
    beat = Scheduler(app=current_app, schedule_filename=str(tmp_path / "schedule"))
    for entry in beat.schedule.values():
        entry.last_run_at = entry.default_now() + timedelta(hours=1)
    with current_app.connection_for_write("memory://") as connection, connection.channel() as channel:
        beat.producer = current_app.amqp.Producer(channel)
        for _task in beat.schedule:
            beat.tick()
    assert {entry.total_run_count for entry in beat.schedule.values()} == {1}


@pytest.fixture
def signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_beat_stops_even_if_the_signal_interrupts_a_library(tmp_path: Path, signals: None, number: int) -> None:
    """Such as redis-py, which closes its connection while reading and then fails on it."""
    calls = 0

    def interrupted() -> None:
        nonlocal calls
        calls += 1
        if calls > 1:
            pytest.fail("beat went on")
        try:
            signal.raise_signal(number)
        except SystemExit:
            raise ValueError("I/O operation on closed file") from None

    beat = Service(
        app=current_app, scheduler_cls="outbox.beat:Scheduler", schedule_filename=str(tmp_path / "schedule"),
        max_interval=1,
    )  # fmt: skip
    for entry in beat.scheduler.schedule.values():
        entry.args = (BeatLazyFunc(interrupted),)
        entry.last_run_at = NOW - timedelta(days=2)
    beat.start()
    assert calls == 1
