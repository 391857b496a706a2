"""Read busy times from an iCalendar file (RFC 5545), as written by the major exporters.

Pure: no Django, no network, no clock. A hostile file can exhaust time and memory; `sandbox` limits both.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import icalendar
from recurring_ical_events import EventAdapter, Series

from calendars.ics_events import DAY, Event, EventReader, component_of
from calendars.ics_lines import CalendarText, Component, first_value, split
from calendars.ics_zones import Zones
from calendars.results import BROKEN, OutOfTime, ParsedCalendar, Period, Unreadable

MOST = 20_000  # instances in the window
LONGEST_NAME = 80
MINUTE = timedelta(minutes=1)
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
HEAD = ("CALSCALE", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE")
REPEATS = ("RRULE", "RDATE", "RECURRENCE-ID", "DURATION")
EDGE = re.compile(r"[:,](\d{8})(?:T\d{4,6}Z?)?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ParseRequest:
    """What to read from a file.

    Attributes:
        zone: the mentor's, for all-day events and for times without a zone.
        start, end: the window, aware; events outside it are left out.
        site: the club's own address, https://…; used to leave out the club's own entries.
        owners: the mentor's email addresses, to leave out events that they declined.
    """

    zone: ZoneInfo
    start: datetime
    end: datetime
    site: str
    owners: Collection[str] = ()


def read(body: bytes, request: ParseRequest) -> ParsedCalendar:
    """Find when the owner of a calendar file is busy within the window.

    Confirmed and tentative events count as busy, and so do free/busy times. Events that are free (TRANSP or Outlook's
    own mark), cancelled or declined do not count, nor do the club's own entries. An event that can't be read in full
    blocks more time rather than less, and is counted as unclear.

    Raises:
        Unreadable: the file is not a calendar, is truncated, doesn't use the Gregorian calendar, has more than `MOST`
            instances in the window, or has an event that takes too long to expand.
    """
    calendars = split(body)
    busy: set[Period] = set()
    unclear, left = 0, MOST
    with warnings.catch_warnings(action="ignore"):  # the libraries warn about exporters' mistakes
        for calendar in calendars:
            reading = _Reading(calendar, request, left)
            reading.run()
            busy |= reading.busy
            unclear += reading.unclear
            left = reading.left
    head = calendars[0].head.properties(HEAD)
    name = first_value(head["X-WR-CALNAME"]) or first_value(head["NAME"])
    return ParsedCalendar(frozenset(busy), unclear, " ".join(name.split())[:LONGEST_NAME])


class _Reading:
    """Reads one calendar; a file may contain several."""

    def __init__(self, calendar: CalendarText, request: ParseRequest, left: int) -> None:
        head = calendar.head.properties(HEAD)
        scale = first_value(head["CALSCALE"]).upper()
        if scale not in ("", "GREGORIAN"):
            raise Unreadable("calscale")
        self._request, self._components = request, calendar.components
        zones = Zones(component for component in calendar.components if component.name == "VTIMEZONE")
        # The zone in which the calendar is shown; it doesn't apply to times in UTC.
        home = zones.find(first_value(head["X-WR-TIMEZONE"])) or request.zone
        self._reader = EventReader(zone=request.zone, floating=home, zones=zones)
        self._filter = BusyFilter(request, owner=first_value(head["X-WR-CALNAME"]))
        self.busy: set[Period] = set()
        self.unclear, self.left = 0, left

    def run(self) -> None:
        groups: dict[object, list[Event]] = defaultdict(list)
        for component in self._components:
            if component.name == "VFREEBUSY":
                periods, clear = self._reader.busy(component)
                self._add(periods)
                self.unclear += not clear
            elif component.name == "VEVENT" and not is_outside(component, self._request):
                event = self._event(component)
                if event is not None:
                    groups[event.uid or id(event)].append(event)
        for events in groups.values():
            self._expand(events)

    def _event(self, component: Component) -> Event | None:
        try:
            event = self._reader.event(component)
        except BROKEN:
            event = None
        self.unclear += event is None or (event.unclear and self._filter.keeps_busy(event.texts))
        return event

    def _expand(self, events: list[Event]) -> None:
        """Add the busy times of all events of one UID: any number of series, and overrides of their instances."""
        latest = max((event.sequence for event in events if event.replaces is None), default=-1)
        cores = [event for event in events if event.replaces is None and event.sequence == latest]
        overrides = [event for event in events if event.replaces is not None]
        for core in cores:
            if core.repeats or overrides:
                self._series(core, overrides)
            else:
                self._add([(core.start, core.end)], busy=self._filter.keeps_busy(core.texts))
        if not cores:
            self._series(None, overrides)

    def _series(self, core: Event | None, overrides: list[Event]) -> None:
        request = self._request
        try:
            series = Series([EventAdapter(component) for component in components_of(core, overrides, self._reader)])
            for occurrence in series.between(request.start - longest_extra(core), request.end):
                event = occurrence.as_component(False)
                self._add([(occurrence.start, occurrence.end)], busy=self._filter.keeps_busy(event))
        except OutOfTime:
            raise Unreadable("endless") from None
        except BROKEN:
            self.unclear += 1
            for each in (*([core] if core else ()), *overrides):
                self._add([(each.start, each.end)], busy=self._filter.keeps_busy(each.texts))

    def _add(self, periods: Iterable[Period], *, busy: bool = True) -> None:
        for start, end in periods:
            if start > self._request.end or end < self._request.start:
                continue
            self.left -= 1
            if self.left < 0:
                raise Unreadable("many")
            if busy:
                self.busy |= set(within(self._request, (start, end), self._request.zone))


def components_of(core: Event | None, overrides: list[Event], reader: EventReader) -> Iterator[icalendar.Event]:
    """A series and its overrides, as recurring_ical_events needs them."""
    if core is None:
        yield from map(component_of, overrides)
        return
    kept = set[date]()
    for override in overrides:
        replaced = instance(override.replaces, core, reader) if override.replaces else None
        yield component_of(override, replaces=replaced)
        if replaced is not None and override.sequence >= core.sequence:
            kept |= {replaced, replaced.astimezone(core.start.tzinfo).date()}
    # Some exporters also exclude an instance that was moved. A later revision may really have removed it.
    yield component_of(core, excluded=[moment for moment in core.excluded if moment not in kept])


def longest_extra(core: Event | None) -> timedelta:
    """How long before the window an RDATE with its own length may start, as the library doesn't look back for those."""
    lengths = (extra[1] - extra[0] for extra in (core.extra if core else ()) if isinstance(extra, tuple))
    return max(lengths, default=timedelta())


def instance(moment: date | datetime, core: Event, reader: EventReader) -> datetime:
    """The instance that an override replaces, found by its start or only by its date."""
    if isinstance(moment, datetime) and not core.whole_day:
        return moment
    day = moment.astimezone(core.start.tzinfo).date() if isinstance(moment, datetime) else moment
    return reader.at(day) if core.whole_day else datetime.combine(day, core.start.timetz())


def is_outside(component: Component, request: ParseRequest) -> bool:
    """Whether an event is certainly outside the window. In an old calendar most are, and parsing them is slow.

    Never true for events that repeat, or have a duration or unclear dates.
    """
    first, last = (f"{edge:%Y%m%d}" for edge in (request.start - 2 * DAY, request.end + 2 * DAY))
    lines = component.properties(("DTSTART", "DTEND", *REPEATS))
    if any(lines[name] for name in REPEATS):
        return False
    edges = [EDGE.search(line) for line in (*lines["DTSTART"], *lines["DTEND"])]
    days = [edge[1] for edge in edges if edge]
    return len(days) == len(edges) > 0 and (max(days) < first or min(days) > last)


class BusyFilter:
    """Decides which events make the owner busy."""

    def __init__(self, request: ParseRequest, *, owner: str) -> None:
        host = re.escape(request.site.partition("://")[2].partition(":")[0])
        self._own_uid = re.compile(rf"{UUID}@{host}", re.IGNORECASE)
        self._own_page = re.compile(rf"{re.escape(request.site)}(?:/[a-z]{{2,3}})?/[a-z-]+/{UUID}", re.IGNORECASE)
        self._owners = {mailbox(address) for address in (*request.owners, owner)} - {""}

    def keeps_busy(self, event: icalendar.Component) -> bool:
        free = (
            words(event, "TRANSP") == {"TRANSPARENT"}
            or words(event, "STATUS") == {"CANCELLED"}
            or words(event, "X-MICROSOFT-CDO-BUSYSTATUS") == {"FREE"}
        )
        return not free and not self._is_ours(event) and not self._is_declined(event)

    def _is_ours(self, event: icalendar.Component) -> bool:
        """Whether this is the club's own entry: by its UID, or by its text if it was added from a link in our email."""
        texts = " ".join(str(text) for name in ("DESCRIPTION", "URL", "LOCATION") for text in values(event, name))
        return any(map(self._own_uid.fullmatch, words(event, "UID"))) or bool(self._own_page.search(texts))

    def _is_declined(self, event: icalendar.Component) -> bool:
        """Whether the owner declined; if they aren't an attendee, whether all attendees did without an organizer."""
        answers: dict[bool, set[str]] = {True: set(), False: set()}
        for attendee in values(event, "ATTENDEE"):
            params = getattr(attendee, "params", {})
            addresses = {mailbox(str(attendee)), mailbox(str(params.get("EMAIL", "")))}
            answers[not addresses.isdisjoint(self._owners)].add(str(params.get("PARTSTAT", "")).strip().upper())
        if answers[True]:
            return answers[True] == {"DECLINED"}
        return answers[False] == {"DECLINED"} and not words(event, "ORGANIZER")


def values(event: icalendar.Component, name: str) -> list[object]:
    """All values of a property that may be missing, single or repeated."""
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def words(event: icalendar.Component, name: str) -> set[str]:
    """The values of a property in upper case."""
    return {word for value in values(event, name) if (word := str(value).strip().upper())}


def mailbox(address: str) -> str:
    """Normalise an address: without mailto, in lower case, its domain as people write it."""
    address = unquote(address).strip().lower()
    name, at, domain = address.removeprefix("mailto:").strip(" <>").partition("?")[0].rpartition("@")
    labels = (
        label[4:].encode().decode("punycode", "replace") if label.startswith("xn--") else label
        for label in domain.split(".")
    )
    return f"{name}@{'.'.join(labels)}" if at else ""


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
