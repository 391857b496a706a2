"""Read every calendar file that libraries bring for their own tests, and compare with what recurring_ical_events says.

`python -m bench.corpus [FOLDER…]` walks the folders, or the installed icalendar and recurring_ical_events. It ends
with 1 if a file makes the reader fail, or if the library reads it in another way for no reason in `DIFFERENCES`.
"""

import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
from recurring_ical_events import CalendarQuery

from calendars.ics_lines import split
from calendars.ics_parser import BusyFilter, ParseRequest, read, within
from calendars.results import Period, Unreadable
from core import zone_data

LIBRARIES = ("icalendar", "recurring_ical_events")
BERLIN = ZoneInfo("Europe/Berlin")
WINDOW = timedelta(days=400)
WHOLE_DAYS = "whole days begin at midnight in the mentor's zone, also beside times in UTC"
FREE_BUSY = "the library doesn't read free/busy times"
# Why we read a file in another way than the library, by its folder and name.
DIFFERENCES = {
    "calendars/issue_1081_freebusy_comma_separated.ics": FREE_BUSY,
    "calendars/issue_27_multiple_periods_in_freebusy_multiple_freebusies.ics": FREE_BUSY,
    "calendars/issue_27_multiple_periods_in_freebusy_one_freebusy.ics": FREE_BUSY,
    "freebusy/example.ics": FREE_BUSY,
    "test_files/freebusy.ics": FREE_BUSY,
    "calendars/issue_1633_rdate_with_dates.ics": WHOLE_DAYS,
    "calendars/issue_1633_rdate_with_dates_and_tzid.ics": WHOLE_DAYS,
    "calendars/issue_201_test_matrix.ics": WHOLE_DAYS,
    "calendars/one_day_event_repeat_every_day.ics": WHOLE_DAYS,
    "events/event_with_recurrence.ics": "a series without a zone stays in the mentor's, though its EXDATE is in UTC",
    "test_files/recurrence.ics": "an UNTIL that is a date includes that whole day",
}


def main(folders: list[str]) -> int:
    """Print what came out for each file that is no plain agreement, and how often each outcome was."""
    zone_data.use_locked()
    warnings.simplefilter("ignore")
    outcomes = Counter[str]()
    unexplained = 0
    for path in sorted(set(_files(folders))):
        outcome, detail = _compared(path)
        outcomes[outcome] += 1
        reason = DIFFERENCES.get(f"{path.parent.name}/{path.name}", "")
        if outcome in ("fails", "differs") and not reason:
            unexplained += 1
        if outcome != "same":
            sys.stdout.write(f"{outcome:8} {path.name}: {'. '.join(filter(None, (detail, reason)))}\n")
    sys.stdout.write(f"{dict(outcomes)}\n")
    return min(unexplained, 1)


def _files(folders: list[str]) -> Iterator[Path]:
    for folder in map(Path, folders) if folders else map(_home, LIBRARIES):
        for ending in ("ics", "ifb", "vcs"):
            yield from folder.rglob(f"*.{ending}")


def _home(library: str) -> Path:
    spec = find_spec(library)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{library} is not installed")
    return Path(spec.origin).parent


def _compared(path: Path) -> tuple[str, str]:
    """How our answer for a file compares with the library's, and what is between them."""
    body = path.read_bytes()
    if b"BEGIN:VCALENDAR" not in body.upper():  # a part of a calendar
        body = b"BEGIN:VCALENDAR\r\n" + body.strip() + b"\r\nEND:VCALENDAR\r\n"
    only_ours, only_theirs = set[Period](), set[Period]()
    try:
        requests = [
            ParseRequest(zone=BERLIN, start=start, end=start + WINDOW, site="https://club.example.org")
            for start in _starts(body)
        ]
        ours = [read(body, request) for request in requests]
    except Unreadable as error:
        return "refused", error.problem
    except Exception as error:  # noqa: BLE001  # that is what this looks for
        return "fails", repr(error)
    try:
        theirs = [_theirs(body, request) for request in requests]
    except Exception as error:  # noqa: BLE001  # of any kind: the library is what is measured
        return "alone", f"the library fails: {type(error).__name__}"
    for mine, other in zip(ours, theirs, strict=True):
        only_ours |= mine.busy - other
        only_theirs |= other - mine.busy
    if only_ours or only_theirs:
        return "differs", f"only ours {_said(only_ours)}, only theirs {_said(only_theirs)}"
    return "same", ""


def _said(periods: set[Period]) -> str:
    some = ", ".join(f"{start:%Y-%m-%d %H:%M}/{end:%m-%d %H:%M}" for start, end in sorted(periods)[:3])
    return f"{len(periods)}" + (f" ({some})" if some else "")


def _starts(body: bytes) -> list[datetime]:
    """Where to look: around the first and the last year in which something starts."""
    years = []
    for calendar in split(body):
        for component in calendar.components:
            for line in component.properties(["DTSTART", "FREEBUSY"])["DTSTART"]:
                year = line.rpartition(":")[2].strip()[:4]
                if component.name != "VTIMEZONE" and year.isdecimal() and 1 < int(year) < 9990:
                    years.append(int(year))
    return [datetime(year, 1, 1, tzinfo=UTC) for year in sorted({min(years), max(years)})] if years else []


def _theirs(body: bytes, request: ParseRequest) -> set[Period]:
    busy: set[Period] = set()
    for calendar in icalendar.Calendar.from_ical(body, multiple=True):
        judge = BusyFilter(request, owner="")
        for event in CalendarQuery(calendar).between(request.start, request.end):
            if judge.keeps_busy(event):
                busy |= set(within(request, (event.start, event.end), BERLIN))
    return busy


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
