"""Parse a calendar file in a child process, so that a hostile file can do no harm."""

import json
import subprocess
import sys
from datetime import datetime

import structlog
from django.conf import settings

from calendars.ics_parser import ParseRequest
from calendars.results import ParsedCalendar, Unreadable

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
        done = subprocess.run(  # our own interpreter and module; only the input is untrusted
            [sys.executable, "-m", CHILD],
            input=json.dumps(asked).encode() + b"\n" + body,
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=settings.BASE_DIR,
            env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONTZPATH": ""},  # no secrets, no other zones
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("hard") from None
    if done.returncode < 0:  # ended by the kernel
        raise Unreadable("hard")
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {"problem": "fault", "error": f"exit code {done.returncode}"}
    if "problem" in answer:
        if answer["problem"] == "fault":
            logger.error("calendar_parser", error=answer["error"])
        raise Unreadable(answer["problem"])
    busy = frozenset((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in answer["busy"])
    return ParsedCalendar(busy, answer["unclear"], answer["name"])
