"""Parse a calendar file in a child process, so that a hostile file can do no harm."""

import json
from datetime import datetime

import structlog

from calendars.ics_parser import ParseRequest
from calendars.results import ParsedCalendar, Unreadable
from core import sandbox

logger = structlog.get_logger(__name__)

WALL_SECONDS = 30
CHILD = "calendars.sandbox_worker"


def read_in_sandbox(body: bytes, request: ParseRequest) -> ParsedCalendar:
    """Run `ics_parser.read` in a separate process with limits on time and memory.

    Raises:
        Unreadable: as `ics_parser.read`, "hard" if the child process hit a limit, "fault" if it failed in
            any other way.
    """
    asked = {
        "zone": request.zone.key,
        "start": request.start.isoformat(),
        "end": request.end.isoformat(),
        "site": request.site,
        "owners": sorted(request.owners),
    }
    try:
        answer = json.loads(sandbox.run(CHILD, json.dumps(asked).encode() + b"\n" + body, seconds=WALL_SECONDS))
    except sandbox.SandboxFailed as failure:
        answer = {"problem": "hard"} if failure.at_limit else {"problem": "fault", "error": str(failure)}
    if "problem" in answer:
        if answer["problem"] == "fault":
            logger.error("calendar_parser", error=answer["error"])
        raise Unreadable(answer["problem"])
    busy = frozenset((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in answer["busy"])
    return ParsedCalendar(busy, answer["unclear"], answer["name"])
