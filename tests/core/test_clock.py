from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone
from pytest_django.fixtures import Settings

from core import clock


def test_now_is_the_time_without_a_clock_file() -> None:
    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)


def test_moved_clock_runs_on(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    target = datetime(2027, 3, 28, 1, tzinfo=UTC)
    clock.move_to(target)
    assert timedelta(0) <= clock.now() - target < timedelta(seconds=5)


def test_missing_clock_file_moves_nothing(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = str(tmp_path / "missing")
    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)
