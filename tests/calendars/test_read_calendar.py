"""`manage.py read_calendar`: what the club reads from a calendar, without a mentor and without the database."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from integrations.fetch import MOST_BYTES
from tests.calendars.hosts import Host, Page
from tests.calendars.samples import calendar, event

WINDOW = {"zone": "Europe/Berlin", "after": "2026-12-01", "before": "2026-12-31T00:00:00+00:00"}
LINES = event("20261210T100000", "20261210T103000")  # without a zone


def printed(source: str | Path, **options: str) -> dict[str, Any]:
    out = io.StringIO()
    arguments = [f"--{name}={value}" for name, value in (WINDOW | options).items()]
    call_command("read_calendar", str(source), *arguments, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_file_is_read_in_the_zone_and_the_window(tmp_path: Path) -> None:
    file = tmp_path / "one.ics"
    file.write_bytes(calendar(LINES))
    at_ten = [["2026-12-10T09:00:00+00:00", "2026-12-10T09:30:00+00:00"]]
    assert printed(file) == {"busy": at_ten, "unclear": 0, "problem": ""}
    in_new_york = [["2026-12-10T15:00:00+00:00", "2026-12-10T15:30:00+00:00"]]
    assert printed(file, zone="America/New_York")["busy"] == in_new_york
    assert printed(file, after="2026-12-11")["busy"] == []
    assert printed(file, before="2026-12-10T10:00:00")["busy"] == []  # ten o'clock in Berlin


def test_url_is_fetched_with_the_same_protection(host: Host) -> None:
    host.pages["/one.ics"] = Page(calendar(LINES))
    assert len(printed(host.url("/one.ics"))["busy"]) == 1
    assert printed(host.url("/another.ics"))["problem"] == "gone"
    assert printed("http://127.0.0.1:9/one.ics")["problem"] == "address"


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(calendar(LINES))))
    assert len(printed("-")["busy"]) == 1


def test_problem_is_printed_as_a_code(tmp_path: Path) -> None:
    file = tmp_path / "one.ics"
    file.write_bytes(b"<html>")
    assert printed(file) == {"busy": [], "unclear": 0, "problem": "web_page"}
    file.write_bytes(b" " * (MOST_BYTES + 1))
    assert printed(file)["problem"] == "large"


@pytest.mark.parametrize(
    ("source", "options"),
    [
        ("nothing-here.ics", {}),
        ("ftp://example.org/x.ics", {}),
        ("-", {"zone": "Europe/Atlantis"}),
        ("-", {"after": "soon"}),
        ("-", {"after": "2027-01-01", "before": "2026-01-01"}),
    ],
)
def test_invalid_arguments_are_refused(source: str, options: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        printed(source, **options)
