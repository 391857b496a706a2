"""Read one event of a calendar file, tolerating what exporters get wrong.

Anything unreadable is marked as unclear, and the event then blocks as much time as it may mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

import icalendar
from icalendar.prop import vCalAddress, vDDDLists, vDDDTypes, vDuration, vRecur

from calendars.ics_lines import Component, first_value, parts_of, value_of
from calendars.ics_zones import Zones
from calendars.results import BROKEN, Period

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
END_OF_DAY = time(23, 59, 59)
# Years in which arithmetic with zones cannot overflow. Exporters write 9999 for events that never end.
FIRST, LAST = date(2, 1, 1), date(8000, 1, 1)
LONGEST = timedelta(days=36_525)
TEXTS = ("UID", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "DESCRIPTION", "URL", "LOCATION", "ORGANIZER")
TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE")
NAMES = frozenset({*TEXTS, *TIMES, "ATTENDEE"})
MOMENT = re.compile(r"(\d{8})(?:T(\d\d)(\d\d)(\d\d)?(?:Z|([+-]\d\d)(\d\d))?)?")
ZONE = re.compile(r';\s*TZID\s*=\s*(?:"([^"]*)"|([^;"]*))', re.IGNORECASE)
ONLY_DATE = re.compile(r";\s*VALUE\s*=\s*\"?DATE\"?(?:;|$)", re.IGNORECASE)
FUTURE = re.compile(r";\s*RANGE\s*=\s*\"?THISANDFUTURE\b", re.IGNORECASE)
FREE = re.compile(r";\s*FBTYPE\s*=\s*\"?FREE\b", re.IGNORECASE)
PARAMETER = re.compile(r';\s*(PARTSTAT|EMAIL)\s*=\s*"?([^";:]*)', re.IGNORECASE)

Moment = date | datetime  # a datetime is always aware


@dataclass(slots=True)
class Event:
    """One VEVENT. Times are aware; a whole day is from midnight to midnight in the reader's zone.

    Attributes:
        uid: case-folded, or "".
        sequence: its revision, or -1.
        replaces: the start of the instance that it replaces in its series.
        future: whether it replaces all later instances, too.
        texts: the properties that decide whether its owner is busy.
        unclear: whether something about its times could not be read.
    """

    start: datetime
    end: datetime
    whole_day: bool
    uid: str = ""
    sequence: int = -1
    rrules: list[vRecur] = field(default_factory=list)
    extra: list[datetime | Period] = field(default_factory=list)
    excluded: list[Moment] = field(default_factory=list)
    replaces: Moment | None = None
    future: bool = False
    texts: icalendar.Event = field(default_factory=icalendar.Event)
    unclear: bool = False

    @property
    def repeats(self) -> bool:
        return bool(self.rrules or self.extra or self.excluded)


class EventReader:
    """Reads the events and free/busy times of one calendar.

    Args:
        zone: where whole days begin and end.
        floating: the zone for times without one.
        zones: the file's time zones.
    """

    def __init__(self, *, zone: tzinfo, floating: tzinfo, zones: Zones) -> None:
        self._zone, self._floating, self._zones = zone, floating, zones
        self._clear = True

    def event(self, component: Component) -> Event | None:
        """Read a VEVENT; None if it has no start that can be read."""
        lines = component.properties(NAMES)
        self._clear = component.closed and "EXRULE" not in lines
        texts = _texts(lines)
        starts = list(self._moments(lines["DTSTART"]))
        if not starts:
            return None
        start = starts[0]
        self._clear &= len(set(starts)) == 1
        begins, ends = self._edges(start, lines)
        event = Event(begins, ends, whole_day=not isinstance(start, datetime), texts=texts)
        event.uid = first_value(lines["UID"]).casefold()
        event.sequence = _number(lines["SEQUENCE"])
        event.rrules = list(self._rules(lines["RRULE"], start))
        event.extra = [
            self.at(extra) if not isinstance(extra, tuple) else (self.at(extra[0]), self.at(extra[1]))
            for line in lines["RDATE"]
            for extra in self._listed(line)
        ]
        event.excluded = [
            moment.astimezone(self._zone).date() if event.whole_day and isinstance(moment, datetime) else moment
            for moment in self._moments(lines["EXDATE"])
        ]
        replaced = list(self._moments(lines["RECURRENCE-ID"][:1]))
        if replaced:
            event.replaces = replaced[0]
            event.future = FUTURE.search(lines["RECURRENCE-ID"][0]) is not None
        elif lines["RECURRENCE-ID"]:
            event.uid = ""  # it is unclear which instance it replaces, so treat it as a separate event
        event.unclear = not self._clear
        return event

    def busy(self, component: Component) -> tuple[list[Period], bool]:
        """The busy times of a VFREEBUSY, and whether all of it could be read."""
        self._clear = component.closed
        found = []
        for line in component.properties(["FREEBUSY"])["FREEBUSY"]:
            if FREE.search(line):
                continue
            for period in self._listed(line):
                if isinstance(period, tuple):
                    start, end = sorted((self.at(period[0]), self.at(period[1])))
                    found.append((start, end))
                else:
                    self._clear = False
        return found, self._clear

    def at(self, moment: Moment) -> datetime:
        """Convert to an aware time: a date means its first midnight."""
        return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), self._zone)

    def _edges(self, start: Moment, lines: dict[str, list[str]]) -> tuple[datetime, datetime]:
        """Start and end of an event."""
        begins = self.at(start)
        usual = begins + DAY if not isinstance(start, datetime) else begins
        given = next(self._moments(lines["DTEND"][:1]), None)
        if given is not None:
            ends = self.at(given)
            only_dates = not isinstance(start, datetime) and not isinstance(given, datetime)
            if ends < begins:
                self._clear = False
                return ends, usual
            return begins, usual if only_dates and given == start else ends
        if lines["DURATION"] and not lines["DTEND"]:
            length = self._length(first_value(lines["DURATION"]))
            if length is not None:
                return begins, begins + length if length else usual
        if lines["DTEND"] or lines["DURATION"]:
            return begins, max(usual, begins + HOUR)  # there is an end, but it can't be read
        return begins, usual

    def _length(self, text: str) -> timedelta | None:
        try:
            length: timedelta = vDuration.from_ical(text.strip().upper())  # type: ignore[no-untyped-call]
        except BROKEN:
            self._clear = False
            return None
        if length < timedelta():
            self._clear = False
        return min(abs(length), LONGEST)

    def _moments(self, lines: list[str]) -> Iterator[Moment]:
        for line in lines:
            for moment in self._listed(line):
                yield moment[0] if isinstance(moment, tuple) else moment

    def _listed(self, line: str) -> Iterator[Moment | tuple[Moment, Moment]]:
        """The moments and periods in a line. Those that cannot be read are left out."""
        head, _colon, values = line.rpartition(":")
        for value in filter(None, map(str.strip, values.split(","))):
            try:
                first, slash, second = value.partition("/")
                start = self._moment(first, head)
                if not slash:
                    yield start
                elif second.strip().upper().startswith(("P", "+P", "-P")):
                    length = self._length(second)
                    yield start, self.at(start) + (HOUR if length is None else length)
                else:
                    yield start, self._moment(second, head)
            except BROKEN:
                self._clear = False

    def _moment(self, text: str, head: str) -> Moment:
        """Parse a date or time. A `Z` overrides a TZID, which is ignored for a date (RFC 5545, 3.2.19)."""
        text = text.strip().upper()
        match = MOMENT.fullmatch(text)
        if not match:
            raise ValueError("no date or time")
        day, hour, minute, second, *offset = match.groups()
        parsed = max(FIRST, min(datetime.strptime(day, "%Y%m%d").date(), LAST))  # noqa: DTZ007
        if hour is None or ONLY_DATE.search(head):
            return parsed
        if hour == "24":
            parsed, hour = parsed + DAY, "00"
        wall = datetime.combine(parsed, time(int(hour), int(minute), min(int(second or 0), 59)))
        if text.endswith("Z"):
            return wall.replace(tzinfo=UTC)
        if offset[0]:
            hours = timedelta(hours=int(offset[0]), minutes=int(offset[0][0] + offset[1]))
            return wall.replace(tzinfo=timezone(hours)).astimezone(UTC)
        return wall.replace(tzinfo=self._zone_in(head))

    def _zone_in(self, head: str) -> tzinfo:
        named = ZONE.search(head)
        name = (named[1] or named[2] or "").strip() if named else ""
        zone = self._zones.find(name) if name else self._floating
        if zone is None:
            self._clear = False
        return zone or self._floating

    def _rules(self, lines: list[str], start: Moment) -> Iterator[vRecur]:
        """The recurrence rules of an event, with UNTIL corrected to what its author meant."""
        for line in lines:
            try:
                text = "".join(line.rpartition(":")[2].split()).replace("\\", "")  # some escape semicolons
                rule = vRecur.from_ical(text.upper().strip(";"))
                if "FREQ" not in rule or rule.get("INTERVAL", [1])[0] < 1:
                    raise ValueError("a rule that never comes to its second instance")
                if str((rule.pop("RSCALE", None) or [None])[0] or "GREGORIAN") != "GREGORIAN":
                    raise ValueError("a rule of another calendar (RFC 7529)")
                rule.pop("SKIP", None)
                if "UNTIL" in rule and rule["UNTIL"][0].year > LAST.year:
                    del rule["UNTIL"]
                elif "UNTIL" in rule:
                    until = self._until(rule["UNTIL"][0], start)
                    if until < self.at(start):
                        continue  # DTSTART itself always counts
                    rule["UNTIL"] = [until]
            except BROKEN:
                self._clear = False
            else:
                yield rule

    def _until(self, until: Moment, start: Moment) -> datetime:
        """The last moment at which an instance may start. A date includes that whole day in the zone of the series."""
        zone = self.at(start).tzinfo
        if not isinstance(until, datetime) or not isinstance(start, datetime):
            until = datetime.combine(until, END_OF_DAY, zone)
        elif until.tzinfo is None:
            until = until.replace(tzinfo=zone)
        return until.astimezone(UTC)


def component_of(
    event: Event, *, excluded: list[Moment] | None = None, replaces: Moment | None = None
) -> icalendar.Event:
    """The event as a component for recurring_ical_events; `excluded` and `replaces` override its own."""
    found = event.texts.copy()
    found["DTSTART"], found["DTEND"] = vDDDTypes(event.start), vDDDTypes(event.end)
    if event.sequence >= 0:
        found["SEQUENCE"] = event.sequence
    if event.rrules:
        found["RRULE"] = event.rrules
    if event.extra:
        found["RDATE"] = vDDDLists([vDDDTypes(extra) for extra in event.extra])
    excluded = event.excluded if excluded is None else excluded
    if excluded:
        found["EXDATE"] = vDDDLists([vDDDTypes(moment) for moment in excluded])
    replaces = event.replaces if replaces is None else replaces
    if replaces is not None:
        found["RECURRENCE-ID"] = vDDDTypes(replaces)
        if event.future:
            found["RECURRENCE-ID"].params["RANGE"] = "THISANDFUTURE"
    return found


def _texts(lines: dict[str, list[str]]) -> icalendar.Event:
    found = icalendar.Event()
    for name in TEXTS:
        if lines[name]:
            found[name] = [value_of(line) for line in lines[name]]
    if lines["ATTENDEE"]:
        found["ATTENDEE"] = [_attendee(line) for line in lines["ATTENDEE"]]
    return found


def _attendee(line: str) -> vCalAddress:
    try:
        parameters, value = parts_of(line)
    except ValueError:  # most often a quote inside the name
        parameters, value = dict(PARAMETER.findall(line)), line[line.lower().rfind("mailto:") :]
    return vCalAddress(value, params=parameters)


def _number(lines: list[str]) -> int:
    text = first_value(lines)
    return int(text) if text.isdecimal() and len(text) < 10 else -1
