"""Hostile files end in a clear error, and harm only the child process."""

import os
import resource
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from calendars import sandbox, sandbox_worker
from calendars.ics_parser import ParseRequest, read
from calendars.results import Unreadable
from calendars.sandbox import read_in_sandbox
from tests.bookings.moments import NOW
from tests.calendars.samples import calendar, event, sample

QUESTION = ParseRequest(
    zone=ZoneInfo("Europe/Berlin"),
    start=NOW - timedelta(days=1),
    end=NOW + timedelta(days=190),
    site="https://club.example.org",
    owners=("amara@example.org",),
)
SINCE_1990 = "DTSTART:19900101T000000Z\nDURATION:PT1S\nRRULE:"
NEVER = ";BYMONTH=2;BYMONTHDAY=30"
ZONE = """BEGIN:VTIMEZONE
TZID:Z{0}
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0100
TZOFFSETTO:+0{1}00
END:STANDARD
END:VTIMEZONE"""


@pytest.mark.parametrize("name", ["google", "outlook", "icloud", "nextcloud", "fantastical"])
def test_child_reads_the_same(name: str) -> None:
    assert read_in_sandbox(sample(name), QUESTION) == read(sample(name), QUESTION)


def test_child_reports_invalid_calendars() -> None:
    with pytest.raises(Unreadable) as caught:
        read_in_sandbox(b"<html>", QUESTION)
    assert caught.value.problem == "web_page"


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("FREQ=SECONDLY", ("endless", "many")),
        ("FREQ=SECONDLY;COUNT=1000000000", ("endless", "many")),
        ("FREQ=MINUTELY;COUNT=1000000000", ("endless", "many")),
        ("FREQ=SECONDLY" + NEVER, ("endless",)),
    ],
)
def test_endless_rule_is_abandoned(rule: str, problem: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is a second here, and higher in production."""
    monkeypatch.setattr(sandbox, "CHILD", "tests.calendars.hasty")
    with pytest.raises(Unreadable) as caught:
        read_in_sandbox(calendar(SINCE_1990 + rule), QUESTION)
    assert caught.value.problem in problem


def test_endless_daily_rule_is_fine() -> None:
    body = calendar(SINCE_1990 + "FREQ=DAILY;COUNT=1000000000", SINCE_1990 + "FREQ=YEARLY" + NEVER)
    assert len(read_in_sandbox(body, QUESTION).busy) == 191


def test_rule_cancelled_by_an_exception_rule_is_unclear() -> None:
    found = read_in_sandbox(calendar(SINCE_1990 + "FREQ=DAILY\nEXRULE:FREQ=DAILY"), QUESTION)
    assert found.unclear == 1


def test_ten_thousand_zones_are_abandoned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "CHILD", "tests.calendars.hasty")
    zones = "\n".join(ZONE.format(number, number % 10) for number in range(10_000))
    uses = [f"DTSTART;TZID=Z{number}:20261125T090000\nDURATION:PT30M" for number in range(10_000)]
    with pytest.raises(Unreadable, match="hard"):
        read_in_sandbox(calendar(*uses, head=zones), QUESTION)


def test_events_inside_events_are_counted_and_do_no_harm() -> None:
    depth = 5_000
    body = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * depth + b"END:VEVENT\r\n" * depth + b"END:VCALENDAR\r\n"
    found = read_in_sandbox(body, QUESTION)
    assert (found.busy, found.unclear) == (frozenset(), depth)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "CHILD", "tests.calendars.greedy")
    with pytest.raises(Unreadable, match="hard"):
        read_in_sandbox(b"", QUESTION)


def test_wall_time_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "CHILD", "tests.calendars.sleepy")
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 1)
    with pytest.raises(Unreadable, match="hard"):
        read_in_sandbox(b"", QUESTION)


def test_our_own_bug_is_reported_and_logged_without_the_file(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sandbox, "CHILD", "tests.calendars.faulty")
    with pytest.raises(Unreadable, match="fault"):
        read_in_sandbox(b"", QUESTION)
    assert "KeyError at faulty.py:" in caplog.text
    assert "a secret of the file" not in caplog.text


def test_child_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a-secret")
    monkeypatch.setattr(sandbox, "CHILD", "tests.calendars.curious")
    assert "SECRET_KEY" in os.environ
    assert read_in_sandbox(b"", QUESTION).name == ""


def test_limits_are_set_in_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", told.__setitem__)
    sandbox_worker.bound()
    assert told[resource.RLIMIT_CPU] == (10, 12)
    assert told[resource.RLIMIT_AS] == (512 * 1024 * 1024,) * 2
    assert told[resource.RLIMIT_FSIZE] == (0, 0)


def test_realistic_file_of_five_megabytes_fits() -> None:
    text = "DESCRIPTION:" + "A long description. " * 20
    old = [event(f"20{year}0101T090000Z", f"20{year}0101T100000Z", text) for year in range(10, 25)] * 600
    days = [f"2026{month}{day:02}" for month in (11, 12) for day in range(1, 31)]
    new = [event(f"{day}T{hour:02}0000Z", f"{day}T{hour:02}3000Z", text) for day in days for hour in range(24)]
    body = calendar(*old[: 5 * 1024 * 1024 // 520 - len(new)], *new)
    assert 4_800_000 < len(body) < 5 * 1024 * 1024
    assert len(read_in_sandbox(body, QUESTION).busy) == 927
