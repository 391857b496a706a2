"""Find the time zone that a name in a calendar file stands for."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import icalendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calendars.ics_lines import Component, first_value
from calendars.results import BROKEN

RULES = ("BEGIN", "END", "DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME")
UTC_NAMES = frozenset({"utc", "z", "gmt", "tzone://microsoft/utc", "coordinated universal time"})
OFFSET = re.compile(r"(?:UTC|GMT)([+-])(0?\d|1[0-4]):?([0-5]\d)?", re.IGNORECASE)


class Zones:
    """The time zones of one calendar.

    A definition in the file is parsed only when an event uses it, so a broken one affects no other event.
    """

    def __init__(self, components: Iterable[Component]) -> None:
        self._definitions: dict[str, Component] = {}
        self._found: dict[str, tzinfo | None] = {}
        for component in components:
            for line in component.properties(["TZID"])["TZID"]:
                self._definitions.setdefault(line.partition(":")[2].strip(), component)

    def find(self, name: str) -> tzinfo | None:
        """The zone of this name, or None if it is unknown or its definition is broken."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> tzinfo | None:
        # The database knows Europe/Berlin best, but only the file knows what it calls EST.
        known, defined = place(name), self._defined(name)
        return (known or defined) if "/" in name else (defined or known)

    def _defined(self, name: str) -> tzinfo | None:
        component = self._definitions.get(name)
        if component is None:
            return None
        kept = (line for _name, line in component.named(RULES))
        text = "\r\n".join(["BEGIN:VTIMEZONE", "TZID:defined", *kept, "END:VTIMEZONE", ""])
        try:
            zone: tzinfo = icalendar.Timezone.from_ical(text).to_tz(lookup_tzid=False)  # type: ignore[attr-defined]
            zone.utcoffset(datetime(2026, 1, 1))  # noqa: DTZ001  # utcoffset takes wall time
        except BROKEN:
            return place(first_value(component.properties(["X-LIC-LOCATION"])["X-LIC-LOCATION"]))
        return zone


@cache
def place(name: str) -> tzinfo | None:
    """Look up a zone by its name in the tz database, its Windows name, or an offset; None if it is unknown.

    Accepts any case, and names such as /mozilla.org/20050126_1/Europe/Berlin.
    """
    if name.strip("()/ ").lower() in UTC_NAMES:
        return UTC
    if offset := OFFSET.fullmatch(name):
        return timezone((-1 if offset[1] == "-" else 1) * timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0)))
    name = WINDOWS_TO_OLSON.get(name, name).strip("/ ")
    parts = name.split("/") if len(name) < 100 else []
    for first in range(len(parts)):
        if exact := _names().get("/".join(parts[first:]).lower()):
            return ZoneInfo(exact)
    return None


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() - {"Factory", "localtime", "posixrules"}}
