"""Read busy times from a mentor's Google calendar with the Calendar API's `events.list`.

FreeBusy returns no UIDs, and they are needed to leave out the club's own events.
"""

import hashlib
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings

from calendars.ics_parser import MOST, BusyFilter, ParseRequest, within
from calendars.models import CalendarKind, OutsideCalendar
from calendars.results import BROKEN, ParsedCalendar, Period, Unreadable
from calendars.sources import AHEAD, AT_LEAST, BEHIND, SourceResult, owners_of, read_as, source
from integrations import google
from integrations.errors import Reason, Refusal, Unavailable

NAME = "Google Calendar"
# The only fields requested for each event; no titles.
FIELDS = (
    "nextPageToken,items(status,transparency,iCalUID,description,location,start,end,attendees(self,responseStatus))"
)


@source(CalendarKind.GOOGLE)
def primary_calendar(calendar: OutsideCalendar, now: datetime) -> SourceResult:
    """Fetch all events of the primary calendar, with recurring events expanded."""
    user = calendar.mentor.user
    request = ParseRequest(
        zone=ZoneInfo(user.time_zone),
        start=now - BEHIND,
        end=now + AHEAD,
        site=settings.SITE_URL,
        owners=owners_of(user),
    )
    if not google.is_connected(user):
        raise Unreadable("consent")
    reading = read(_events(calendar, request), request)
    reading_as = read_as(user)
    digest = hashlib.sha256(repr((sorted(reading.busy), reading.unclear)).encode()).hexdigest()
    covered = calendar.covered_until is not None and calendar.covered_until >= now + AT_LEAST
    if covered and not calendar.warned_at and (calendar.read_as, calendar.digest) == (reading_as, digest):
        return SourceResult(None)
    return SourceResult(reading, {"digest": digest, "read_as": reading_as, "covered_until": request.end})


def read(events: list[dict[str, Any]], request: ParseRequest) -> ParsedCalendar:
    """Busy times by the same rules as for a calendar file. Malformed events are counted and skipped."""
    busy_filter, busy, unclear = BusyFilter(request, owner=""), set[Period](), 0
    for event in events:
        try:
            component = _component(event, request)
            if busy_filter.keeps_busy(component):
                edges = (_edge(event["start"]), _edge(event["end"]))
                busy |= set(within(request, edges, request.zone))
        except BROKEN:
            unclear += 1
    return ParsedCalendar(frozenset(busy), unclear, NAME)


def _component(event: dict[str, Any], request: ParseRequest) -> icalendar.Event:
    """Convert an event to the RFC 5545 properties that the filter checks."""
    found = icalendar.Event()
    for name, key in (("UID", "iCalUID"), ("STATUS", "status"), ("TRANSP", "transparency")):
        found.add(name, str(event.get(key, "")))
    for name, key in (("DESCRIPTION", "description"), ("LOCATION", "location")):
        found.add(name, str(event.get(key, "")))
    for attendee in event.get("attendees", []):
        if attendee.get("self"):
            answer = {"PARTSTAT": str(attendee.get("responseStatus", "")).upper()}
            found.add("ATTENDEE", f"mailto:{request.owners[0]}", parameters=answer)  # type: ignore[index]
    return found


def _edge(moment: dict[str, Any]) -> date | datetime:
    """Parse the start or end of an event: a date for all-day events, otherwise a time with its offset."""
    if "date" in moment:
        return date.fromisoformat(moment["date"])
    instant = datetime.fromisoformat(moment["dateTime"])
    if instant.tzinfo is None:
        raise ValueError("an instant without an offset")
    return instant


def _events(calendar: OutsideCalendar, request: ParseRequest) -> list[dict[str, Any]]:
    params = {
        "singleEvents": "true",
        "timeMin": request.start.isoformat(),
        "timeMax": request.end.isoformat(),
        "fields": FIELDS,
    }
    try:
        events = list(google.events(calendar.mentor.user, params, most=MOST + 1))
    except Unavailable as error:
        raise Unreadable("overloaded" if error.reason == Reason.BUSY else "unreachable", wait=error.wait) from None
    except Refusal as error:
        raise Unreadable("consent" if error.reason == Reason.CONSENT else "strange") from None
    if len(events) > MOST:
        raise Unreadable("many")
    return events
