"""The locked tz database is used, not the system's own."""

import shutil
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from calendars.ics_parser import ParseRequest
from calendars.sandbox import read_in_sandbox
from core import zone_data
from tests.calendars.samples import calendar

FIRST, LAST = datetime(2026, 11, 1, 12, tzinfo=UTC), datetime(2027, 11, 28, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 18, tzinfo=UTC)
# Zones whose rules changed in 2026: a system that has not been updated since is an hour off.
PLACES = [("America/Vancouver", -7), ("America/Edmonton", -6)]
SHOW = """
from datetime import datetime
from zoneinfo import ZoneInfo
print(datetime(2026, 12, 1, tzinfo=ZoneInfo("America/Vancouver")).utcoffset().total_seconds() / 3600)
"""


def hours(name: str) -> float:
    offset = DECEMBER.astimezone(ZoneInfo(name)).utcoffset()
    assert offset is not None
    return offset / timedelta(hours=1)


@pytest.fixture
def other_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A system tz database in which Vancouver has Auckland's time."""
    table = tmp_path / "America" / "Vancouver"
    table.parent.mkdir()
    shutil.copyfile(str(files("tzdata.zoneinfo.Pacific") / "Auckland"), table)
    monkeypatch.setenv("PYTHONTZPATH", str(tmp_path))
    zoneinfo.reset_tzpath()
    ZoneInfo.clear_cache()
    yield
    zone_data.use_locked()


@pytest.mark.parametrize(("name", "expected"), PLACES)
def test_settings_read_the_locked_data(name: str, expected: int) -> None:
    assert zoneinfo.TZPATH == ()
    assert hours(name) == expected


@pytest.mark.usefixtures("other_machine")
def test_system_database_is_not_read() -> None:
    assert hours("America/Vancouver") == 13
    zone_data.use_locked()
    assert hours("America/Vancouver") == -7


@pytest.mark.usefixtures("other_machine")
def test_child_processes_read_the_locked_data() -> None:
    zone_data.use_locked()
    child = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, check=True)
    assert float(child.stdout) == -7


def test_calendar_sandbox_reads_the_locked_data() -> None:
    request = ParseRequest(zone=ZoneInfo("Europe/Berlin"), start=FIRST, end=LAST, site="https://club.example.org")
    lines = [f"DTSTART;TZID={name}:20261201T100000\nDURATION:PT1H" for name, _hours in PLACES]
    busy = read_in_sandbox(calendar(*lines), request).busy
    assert sorted(start.hour for start, _end in busy) == [16, 17]


def test_offsets_are_recorded_with_each_change() -> None:
    recorded = zone_data.offsets(ZoneInfo("Europe/Berlin"), first=FIRST, last=LAST)
    assert [(datetime.fromtimestamp(since, UTC), offset // 3600) for since, offset in recorded] == [
        (FIRST, 1),
        (datetime(2027, 3, 28, 1, tzinfo=UTC), 2),
        (datetime(2027, 10, 31, 1, tzinfo=UTC), 1),
    ]


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Africa/Casablanca", "UTC"])
def test_recorded_offset_matches_the_zone(name: str) -> None:
    zone = ZoneInfo(name)
    recorded = zone_data.offsets(zone, first=FIRST, last=LAST)
    for days in range((LAST - FIRST).days):
        at = FIRST + timedelta(days=days)
        assert zone_data.offset_at(recorded, at) == at.astimezone(zone).utcoffset()


def test_offset_outside_the_recorded_range_is_the_nearest() -> None:
    recorded = [(int(FIRST.timestamp()), 3600), (int(LAST.timestamp()), 7200)]
    assert zone_data.offset_at(recorded, FIRST - timedelta(days=9)) == timedelta(hours=1)
    assert zone_data.offset_at(recorded, LAST + timedelta(days=9)) == timedelta(hours=2)
