"""Where busy times come from: for each kind of outside calendar, how to read one.

A source is asked outside any transaction and changes nothing itself. To add one, name it in `models.CalendarKind` and
register a function here.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from calendars.ics_parser import ParseRequest
from calendars.models import CalendarKind, OutsideCalendar
from calendars.results import ParsedCalendar, Unreadable
from calendars.sandbox import read_in_sandbox
from core import encryption
from integrations.fetch import FetchFailed, File, fetch

ACCEPT = "text/calendar, */*;q=0.1"
ADDRESS = "outside calendar"  # the purpose that addresses are sealed for
AHEAD = timedelta(days=190)  # what is read: the longest horizon, and ten days for a file that does not change
AT_LEAST = timedelta(days=183)  # what must be known: the longest horizon and its edges
BEHIND = timedelta(days=1)
VERSION = "1"  # a new one has every calendar read in whole once more
STAMP = re.compile(rb"^DTSTAMP[^\n]*\n", re.MULTILINE)  # Google's is the time of asking


@dataclass(frozen=True, slots=True)
class SourceResult:
    """What a source said.

    Attributes:
        reading: None when nothing has changed since the last reading.
        marks: fields of the calendar's row by which the next reading sees whether anything has.
    """

    reading: ParsedCalendar | None
    marks: dict[str, Any] = field(default_factory=dict)


Source = Callable[[OutsideCalendar, datetime], SourceResult]
sources: dict[str, Source] = {}


def source(kind: CalendarKind) -> Callable[[Source], Source]:
    """Register how calendars of `kind` are read: called with the row (mentor and user loaded) and `now`.

    It raises `Unreadable` for whatever goes wrong.
    """

    def register(function: Source) -> Source:
        sources[kind] = function
        return function

    return register


def download(address: str, *, etag: str = "", last_modified: str = "") -> File:
    """Fetch a calendar file from an address that a member typed.

    Raises:
        Unreadable: whatever goes wrong.
    """
    try:
        return fetch(address, accept=ACCEPT, etag=etag, last_modified=last_modified, allowed=settings.CALENDARS_ALSO_AT)
    except FetchFailed as error:
        raise Unreadable(error.problem, wait=error.wait) from error


@source(CalendarKind.FEED)
def feed(calendar: OutsideCalendar, now: datetime) -> SourceResult:
    """Fetch the file, if it has changed, and read it in a child process."""
    address = encryption.unseal(ADDRESS, calendar.secret)
    if address is None:
        raise Unreadable("lost")
    user = calendar.mentor.user
    read_as = f"{VERSION} {user.time_zone}"
    known = (
        calendar.read_as == read_as
        and calendar.covered_until is not None
        and calendar.covered_until >= now + AT_LEAST
        and not calendar.warned_at  # its busy times were dropped
    )
    file = download(
        address,
        etag=calendar.etag if known else "",
        last_modified=calendar.last_modified if known else "",
    )
    marks: dict[str, Any] = {"etag": file.etag, "last_modified": file.last_modified}
    if file.body is None:
        if not known:  # an answer to a question that was not asked
            raise Unreadable("strange")
        return SourceResult(None, {name: value for name, value in marks.items() if value})
    digest = hashlib.sha256(STAMP.sub(b"", file.body)).hexdigest()
    if known and digest == calendar.digest:
        return SourceResult(None, marks)
    request = ParseRequest(
        zone=ZoneInfo(user.time_zone),
        start=now - BEHIND,
        end=now + AHEAD,
        site=settings.SITE_URL,
        owners=(user.email.lower(),),
    )
    marks |= {"digest": digest, "read_as": read_as, "covered_until": request.end}
    return SourceResult(read_in_sandbox(file.body, request), marks)
