"""Files based on public bug reports and real exporters, each with its correct busy times.

`cases/expected.json` has a row for each: the file, and what is `right` and `unclear` for a mentor in Berlin between
1 November 2026 and 10 May 2027, or the `problem`. `owners` are the mentor's addresses, `name` that of the calendar.
"""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from calendars.ics_parser import ParseRequest, read
from calendars.models import CalendarProblem
from calendars.results import Unreadable

FOLDER = Path(__file__).parent / "cases"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text())
BERLIN = ZoneInfo("Europe/Berlin")
AFTER, BEFORE = datetime(2026, 11, 1, tzinfo=BERLIN), datetime(2027, 5, 10, tzinfo=BERLIN)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_case_is_read_correctly(case: dict[str, Any]) -> None:
    request = ParseRequest(
        zone=BERLIN, start=AFTER, end=BEFORE, site="https://club.example.org", owners=case.get("owners", ())
    )
    body = (FOLDER / case["file"]).read_bytes()
    if "problem" in case:
        with pytest.raises(Unreadable) as caught:
            read(body, request)
        assert caught.value.problem == case["problem"]
        assert CalendarProblem(caught.value.problem).label
        return
    found = read(body, request)
    assert [[start.isoformat(), end.isoformat()] for start, end in sorted(found.busy)] == case["right"]
    assert found.unclear == case["unclear"]
    assert found.name == case.get("name", found.name)


def test_every_file_has_an_expected_result() -> None:
    assert {path.name for path in FOLDER.iterdir()} - {"expected.json"} == {case["file"] for case in CASES}


def test_command_reads_the_same() -> None:
    case = next(case for case in CASES if case["file"] == "declined-by-international-domain.ics")
    arguments = ["--zone=Europe/Berlin", "--after=2026-11-01", "--before=2027-05-10", f"--owner={case['owners'][0]}"]
    out = io.StringIO()
    call_command("read_calendar", str(FOLDER / case["file"]), *arguments, stdout=out)
    assert json.loads(out.getvalue()) == {"busy": case["right"], "unclear": 0, "problem": ""}
