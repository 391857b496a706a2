"""The sources of busy times: how to read each kind of outside calendar.

Sources are read outside any transaction and change nothing themselves. To add one, add it to `models.CalendarKind` and
register a function here.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings

from calendars.ics_parser import ParseRequest
from calendars.models import CalendarKind, OutsideCalendar
from calendars.results import ParsedCalendar, Unreadable
from calendars.sandbox import read_in_sandbox
from core import encryption, zone_data
from integrations.fetch import FetchFailed, File, fetch

if TYPE_CHECKING:
    from accounts.models import User

ACCEPT = "text/calendar, */*;q=0.1"
ADDRESS = "outside calendar"  # the purpose under which addresses are encrypted
AHEAD = timedelta(days=190)  # what is read: the longest horizon, plus ten days in case the file stays unchanged
AT_LEAST = timedelta(days=183)  # what must be covered: the longest horizon, rounded up
BEHIND = timedelta(days=1)
VERSION = "2"  # raise it to have every calendar read in full again
STAMP = re.compile(rb"^DTSTAMP[^\n]*\n", re.MULTILINE)  # Google sets it to the time of the request


@dataclass(frozen=True, slots=True)
class SourceResult:
    """The result of reading a source.

    Attributes:
        reading: None if nothing has changed since the last read.
        marks: fields to save on the calendar's row, so that the next read can detect changes.
    """

    reading: ParsedCalendar | None
    marks: dict[str, Any] = field(default_factory=dict)


Source = Callable[[OutsideCalendar, datetime], SourceResult]
sources: dict[str, Source] = {}


def source(kind: CalendarKind) -> Callable[[Source], Source]:
    """Register the function that reads calendars of `kind`; called with the row (mentor and user loaded) and `now`.

    It must raise `Unreadable` for every failure.
    """

    def register(function: Source) -> Source:
        sources[kind] = function
        return function

    return register


def download(address: str, *, etag: str = "", last_modified: str = "") -> File:
    """Fetch a calendar file from an address that a member typed.

    Raises:
        Unreadable: on any failure.
    """
    try:
        return fetch(address, accept=ACCEPT, etag=etag, last_modified=last_modified, allowed=settings.CALENDARS_ALSO_AT)
    except FetchFailed as error:
        raise Unreadable(error.problem, wait=error.wait) from error


def read_as(user: "User") -> str:
    """What the result depends on besides the calendar: this code, the tz database, the mentor's zone and addresses."""
    addresses = hashlib.sha256(repr(owners_of(user)).encode()).hexdigest()[:16]
    return f"{VERSION} {zone_data.version()} {user.time_zone} {addresses}"


def owners_of(user: "User") -> list[str]:
    """The email addresses by which a calendar may name the mentor: their own, and all others that are confirmed."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return sorted({user.email.lower(), *map(str.lower, confirmed)})


@source(CalendarKind.FEED)
def feed(calendar: OutsideCalendar, now: datetime) -> SourceResult:
    """Fetch the file and, if it has changed, parse it in a child process."""
    address = encryption.unseal(ADDRESS, calendar.secret)
    if address is None:
        raise Unreadable("lost")
    user = calendar.mentor.user
    reading_as = read_as(user)
    known = (
        calendar.read_as == reading_as
        and calendar.covered_until is not None
        and calendar.covered_until >= now + AT_LEAST
        and not calendar.warned_at  # a warning means its busy times were dropped
    )
    file = download(
        address,
        etag=calendar.etag if known else "",
        last_modified=calendar.last_modified if known else "",
    )
    marks: dict[str, Any] = {"etag": file.etag, "last_modified": file.last_modified}
    if file.body is None:
        if not known:  # a 304 to an unconditional request
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
        owners=owners_of(user),
    )
    marks |= {"digest": digest, "read_as": reading_as, "covered_until": request.end}
    return SourceResult(read_in_sandbox(file.body, request), marks)
