"""Split an iCalendar file (RFC 5545) into its components, without interpreting them.

Each component is parsed separately afterwards, so a broken one doesn't affect the others.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from icalendar.parser import Contentline

from calendars.results import Unreadable

FOLD = re.compile(rb"\n+[ \t]")
PAGE = re.compile(r"\s*<(?:!doctype|html|head|body)\b", re.IGNORECASE)
NAME = re.compile(r"([A-Za-z0-9-]+)\s*[;:]")
USED = frozenset({"VEVENT", "VFREEBUSY", "VTIMEZONE"})  # the only components with busy times


@dataclass(slots=True)
class Component:
    """One component of a calendar.

    Attributes:
        lines: unfolded, without those of nested components (except in a time zone).
        closed: whether its END was found.
    """

    name: str
    lines: list[str] = field(default_factory=list)
    closed: bool = False

    def named(self, names: Collection[str]) -> Iterator[tuple[str, str]]:
        """(name, line) of each property in `names` (upper case) that has a value."""
        for line in self.lines:
            match = NAME.match(line)
            if match and match[1].upper() in names and line.rpartition(":")[2].strip():
                yield match[1].upper(), line

    def properties(self, names: Collection[str]) -> dict[str, list[str]]:
        """As `named`, grouped by name."""
        found = defaultdict[str, list[str]](list)
        for name, line in self.named(names):
            found[name].append(line)
        return found


@dataclass(slots=True)
class CalendarText:
    """One VCALENDAR: its own lines, and its components that may have busy times."""

    head: Component = field(default_factory=lambda: Component("VCALENDAR"))
    components: list[Component] = field(default_factory=list)


def split(body: bytes) -> list[CalendarText]:
    """The calendars in a file. Anything before the first or after the last is skipped.

    Raises:
        Unreadable: the file is a web page, holds no calendar, or its end is missing.
    """
    # Unfold before decoding: some exporters fold inside a letter.
    raw = FOLD.sub(b"", body.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    text = raw.decode("utf-8-sig", errors="replace")
    if PAGE.match(text):
        raise Unreadable("web_page")
    found: list[CalendarText] = []
    current: Component | None = None
    nested = 0  # depth below the current component
    closed: int | None = None  # number of components of the last calendar when its END was found
    for line in text.split("\n"):
        mark, _colon, value = line.partition(":")
        mark = mark.strip().upper()
        if mark not in ("BEGIN", "END"):
            if current is not None and not nested:
                current.lines.append(line)
            continue
        name = value.strip().upper()
        if name == "VCALENDAR":
            if mark == "BEGIN":
                found.append(CalendarText())
                current, nested, closed = found[-1].head, 0, None
            elif found:
                current, nested, closed = None, 0, len(found[-1].components)
        elif not found:
            continue
        elif mark == "BEGIN" and name in USED:
            current, nested = Component(name), 0
            found[-1].components.append(current)
        elif current is not None and mark == "END" and name == current.name:
            current.closed, current, nested = True, found[-1].head, 0
        elif current is not None and current.name == "VTIMEZONE":
            current.lines.append(line)
        else:
            nested = nested + 1 if mark == "BEGIN" else max(nested - 1, 0)
    if not found:
        raise Unreadable("web_page" if text.lstrip().startswith("<") else "no_calendar")
    if closed is None:
        raise Unreadable("partial")
    del found[-1].components[closed:]
    return found


def parts_of(line: str) -> tuple[dict[str, str], str]:
    """The parameters of a line, and its value without escapes.

    Raises:
        ValueError: the line is invalid.
    """
    _name, parameters, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
    return dict(parameters), value


def value_of(line: str) -> str:
    """The unescaped value of a text property."""
    try:
        return parts_of(line)[1].strip()
    except ValueError:
        return line.partition(":")[2].strip()


def first_value(lines: list[str]) -> str:
    """The value of the first line, or "" without lines."""
    return value_of(lines[0]) if lines else ""
