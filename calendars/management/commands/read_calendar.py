"""Show what the club reads from a calendar, using the worker's code: `manage.py read_calendar FILE|URL|-`."""

import json
import sys
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from calendars.ics_parser import ParseRequest
from calendars.results import Unreadable
from calendars.sandbox import read_in_sandbox
from calendars.services import CalendarRefused, tidy
from calendars.sources import AHEAD, BEHIND, download
from core import clock, zones
from integrations.fetch import MOST_BYTES


def moment(text: str) -> datetime:
    """Parse an ISO 8601 date or time; naive if it has no offset."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no ISO 8601 date or time") from None


def zone(name: str) -> ZoneInfo:
    """Look up a time zone by name."""
    if not zones.known(name):
        raise ArgumentTypeError(f"{name!r} is no time zone")
    return ZoneInfo(name)


class Command(BaseCommand):
    """Print the result as one JSON object.

    Its keys: `busy`, pairs of ISO 8601 times in UTC; `unclear`, how many entries could not be understood; `problem`, a
    code of `models.CalendarProblem`, or "".
    """

    help = "Print as JSON what the club reads from a calendar: busy times, unclear entries, and what went wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="a file, an address (https://, webcal://), or - for standard input")
        parser.add_argument(
            "--zone",
            type=zone,
            default=settings.TIME_ZONE,
            help="the mentor's, for whole days and for times without a zone (default: %(default)s)",
        )
        parser.add_argument(
            "--owner", action="append", help="an address of the mentor, whose declined events are left out"
        )
        parser.add_argument("--after", type=moment, help="what ends before is left out (default: yesterday)")
        parser.add_argument("--before", type=moment, help="what starts later is left out (default: 190 days ahead)")

    def handle(self, *args: Any, source: str, zone: ZoneInfo, **options: Any) -> None:
        now = clock.now()
        start = _aware(options["after"] or now - BEHIND, zone)
        end = _aware(options["before"] or now + AHEAD, zone)
        if start >= end:
            raise CommandError("--after must be earlier than --before")
        found: dict[str, Any] = {"busy": [], "unclear": 0, "problem": ""}
        try:
            request = ParseRequest(
                zone=zone, start=start, end=end, site=settings.SITE_URL, owners=options["owner"] or ()
            )
            calendar = read_in_sandbox(_body(source), request)
        except Unreadable as error:
            found["problem"] = error.problem
        else:
            found["busy"] = [[start.isoformat(), end.isoformat()] for start, end in sorted(calendar.busy)]
            found["unclear"] = calendar.unclear
        self.stdout.write(json.dumps(found))


def _aware(at: datetime, zone: ZoneInfo) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _body(source: str) -> bytes:
    if ":" in source.partition("/")[0] and not Path(source).exists():
        try:
            return download(tidy(source)).body or b""
        except CalendarRefused as refusal:
            raise CommandError(refusal.message) from refusal
    try:
        if source == "-":
            body = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                body = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(str(error)) from error
    if len(body) > MOST_BYTES:
        raise Unreadable("large")
    return body
