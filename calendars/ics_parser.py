"""Read busy times from an iCalendar file (RFC 5545), as written by the major exporters.

Pure: no Django, no network, no clock. A hostile file can use up time and memory here; `sandbox` limits both.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON
from recurring_ical_events import CalendarQuery
from x_wr_timezone import to_standard

from calendars.results import ParsedCalendar, Period, Unreadable

MOST = 20_000  # instances in the window
LONGEST_NAME = 80
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# Raised by broken entries. Not MemoryError and RecursionError, which concern the whole file.
BROKEN = (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, AssertionError)
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LINES = re.MULTILINE | re.IGNORECASE
EVENT = re.compile(r"^BEGIN:VEVENT\r?\n.*?^END:VEVENT\r?$\n?", re.DOTALL | LINES)
REPEATS = re.compile(r"^(?:RRULE|RDATE|RECURRENCE-ID|DURATION)\b", LINES)
EDGES = re.compile(r"^DT(?:START|END)\b(?:[^:\n]*:(\d{8}))?", LINES)


@dataclass(frozen=True, slots=True)
class ParseRequest:
    """What to read from a file.

    Attributes:
        zone: the mentor's, for all-day events and for times without a zone.
        start, end: the window, aware; events outside it are left out.
        site: the club's own address, https://…; used to leave out the club's own entries.
        owners: the mentor's mail addresses in lower case, to leave out events that they declined.
    """

    zone: ZoneInfo
    start: datetime
    end: datetime
    site: str
    owners: Collection[str] = ()


class Query(CalendarQuery):
    suppressed_errors = BROKEN


def read(body: bytes, request: ParseRequest) -> ParsedCalendar:
    """Find when the owner of a calendar file is busy within the window.

    Confirmed and tentative events count as busy. Events that are free (TRANSP or Outlook's own mark), cancelled or
    declined do not count, nor do the club's own entries.

    Raises:
        Unreadable: the file is no calendar, is truncated, or has more than `MOST` instances in the window.
    """
    text = body.decode("utf-8-sig", errors="replace").lstrip()
    if text.startswith("<"):
        raise Unreadable("web_page")
    first, last = text[:15].upper(), text.rstrip()[-13:].upper()
    if (first, last) != ("BEGIN:VCALENDAR", "END:VCALENDAR"):
        raise Unreadable("no_calendar")
    try:
        calendars = icalendar.Calendar.from_ical(trimmed(text, request), multiple=True)
    except BROKEN:
        raise Unreadable("no_calendar") from None
    if not calendars:
        raise Unreadable("no_calendar")
    busy: set[Period] = set()
    unclear = instances = 0
    for calendar in calendars:
        home = zone_of(str(calendar.get("X-WR-TIMEZONE", "")))
        events = calendar.walk("VEVENT")
        unclear += sum(is_unclear(event) for event in events)
        if home is not None:  # Google writes times in UTC but means the calendar's zone
            calendar = to_standard(calendar, timezone=home)
        query = Query(calendar, skip_bad_series=True)
        unclear += len({str(event.get("UID", id(event))) for event in events}) - len(query.series)
        busy_filter = BusyFilter(request, owner=str(calendar.get("X-WR-CALNAME", "")).strip().lower())
        for series in query.series:
            try:
                for occurrence in series.between(request.start, request.end):
                    instances += 1
                    if instances > MOST:
                        raise Unreadable("many")
                    event = occurrence.as_component(False)
                    if busy_filter.keeps_busy(event):
                        busy |= set(within(request, (occurrence.start, occurrence.end), home or request.zone))
            except BROKEN:
                unclear += 1
    name = str(calendars[0].get("X-WR-CALNAME") or calendars[0].get("NAME") or "")
    return ParsedCalendar(frozenset(busy), unclear, " ".join(name.split())[:LONGEST_NAME])


def trimmed(text: str, request: ParseRequest) -> str:
    """Drop single events outside the window: in an old calendar that is most of them, and parsing them is slow.

    Drops only events that are certain to be outside; those that repeat, have a duration or unclear dates stay.
    """
    first, last = (f"{edge:%Y%m%d}" for edge in (request.start - 2 * DAY, request.end + 2 * DAY))

    def kept(found: re.Match[str]) -> str:
        event = found[0]
        edges = EDGES.findall(event)
        outside = edges and all(edges) and (max(edges) < first or min(edges) > last)
        nested = event.upper().count("BEGIN:VEVENT") > 1
        return "" if outside and not nested and not REPEATS.search(event) else event

    return EVENT.sub(kept, text)


def zone_of(name: str) -> ZoneInfo | None:
    """Look up a calendar's zone by its IANA or Windows name; None if it is unknown."""
    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    except (LookupError, ValueError, OSError):
        return None


def is_unclear(event: icalendar.Component) -> bool:
    """Whether an event uses an unknown zone, or an exception rule of RFC 2445."""
    if "EXRULE" in event:
        return True
    for name in ("DTSTART", "DTEND"):
        value = event.get(name)
        try:
            moment = getattr(value, "dt", None)
        except BROKEN:
            continue  # the series itself fails and is counted there
        if isinstance(moment, datetime) and moment.tzinfo is None and value.params.get("TZID"):
            return True
    return False


class BusyFilter:
    """Decides which events make the owner busy."""

    def __init__(self, request: ParseRequest, *, owner: str) -> None:
        host = re.escape(request.site.partition("://")[2].partition(":")[0])
        self._own_uid = re.compile(rf"{UUID}@{host}", re.IGNORECASE)
        self._own_page = re.compile(rf"{re.escape(request.site)}(?:/[a-z]{{2,3}})?/[a-z-]+/{UUID}", re.IGNORECASE)
        self._owners = {*request.owners, *([owner] if "@" in owner else [])}

    def keeps_busy(self, event: icalendar.Component) -> bool:
        free = (
            word(event, "TRANSP") == "TRANSPARENT"
            or word(event, "STATUS") == "CANCELLED"
            or word(event, "X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"
        )
        return not free and not self._is_ours(event) and not self._is_declined(event)

    def _is_ours(self, event: icalendar.Component) -> bool:
        """Whether the club made this entry: by its UID, or by its text if it was added from a link in our mail."""
        texts = " ".join(str(event.get(name, "")) for name in ("DESCRIPTION", "URL", "LOCATION"))
        return bool(self._own_uid.fullmatch(str(event.get("UID", "")).strip()) or self._own_page.search(texts))

    def _is_declined(self, event: icalendar.Component) -> bool:
        attendees = event.get("ATTENDEE", [])
        for attendee in attendees if isinstance(attendees, list) else [attendees]:
            answer = str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper()
            if answer == "DECLINED" and str(attendee).lower().removeprefix("mailto:") in self._owners:
                return True
        return False


def word(event: icalendar.Component, name: str) -> str:
    return str(event.get(name, "")).strip().upper()


def within(request: ParseRequest, edges: tuple[date, date], floating: ZoneInfo) -> Iterator[Period]:
    """Yield the event's period in whole minutes, rounded outwards, if any of it is within the window."""
    start, end = (instant(edge, request.zone, floating) for edge in edges)
    if start < end and start < request.end and end > request.start:
        yield (
            start.replace(second=0, microsecond=0),
            (end + MINUTE - timedelta.resolution).replace(second=0, microsecond=0),
        )


def instant(moment: date | datetime, zone: ZoneInfo, floating: ZoneInfo) -> datetime:
    """Convert to an aware UTC time: a date means midnight in `zone`, a naive time is taken to be in `floating`."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    elif moment.tzinfo is None:
        moment = moment.replace(tzinfo=floating)
    return moment.astimezone(UTC)
