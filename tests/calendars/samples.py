"""Calendar files as exporters write them, and helpers to write small ones."""

from pathlib import Path

FOLDER = Path(__file__).parent / "samples"


def sample(name: str) -> bytes:
    """A file as an exporter writes it, with the line ends of RFC 5545."""
    return (FOLDER / f"{name}.ics").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def calendar(*events: str, head: str = "") -> bytes:
    """A calendar of `events`, each the lines of one VEVENT without UID; `head` are lines of the calendar itself."""
    parts = [f"BEGIN:VEVENT\nUID:event-{number}\n{event}\nEND:VEVENT" for number, event in enumerate(events)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//EN", *([head] if head else []), *parts]
    return "\r\n".join("\n".join([*lines, "END:VCALENDAR", ""]).split("\n")).encode()


def event(start: str, end: str, *more: str) -> str:
    """The lines of an event: start and end as 20261125T090000Z."""
    return "\n".join([f"DTSTART:{start}", f"DTEND:{end}", *more])
