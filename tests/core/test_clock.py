import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
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


def test_clock_file_that_is_not_there_moves_nothing(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = str(tmp_path / "missing")
    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"CLOCK_FILE": "/tmp/clock"}, "CLOCK_FILE"),  # noqa: S108
        ({"MAILBOX_DIR": "/tmp/mail"}, "MAILBOX_DIR"),  # noqa: S108
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS"),
        ({"SITE_URL": ""}, "Set SITE_URL"),
        ({"DATABASE_URL": ""}, "Set DATABASE_URL"),
        ({"REDIS_URL": ""}, "Set REDIS_URL"),
        ({"EMAIL_URL": ""}, "Set EMAIL_URL"),
        ({"FROM_EMAIL": ""}, "Set FROM_EMAIL"),
        ({"TEAM_EMAIL": ""}, "Set TEAM_EMAIL"),
        ({"ENVIRONMENT": "prod"}, "ENVIRONMENT is one of"),
    ],
)
def test_production_refuses_to_start_and_says_what_to_set(change: dict[str, str], message: str) -> None:
    from tests.check import PRODUCTION

    done = subprocess.run(
        [sys.executable, "-c", "import mentoring_club.settings"],
        env={"PATH": os.environ["PATH"], **PRODUCTION, **change},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert message in done.stderr.splitlines()[-1]
