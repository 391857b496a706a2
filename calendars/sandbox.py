"""Parse a calendar file in a child process, so that a hostile file can do no harm."""

import json
import subprocess
import sys
from datetime import datetime

from django.conf import settings

from calendars.ics_parser import ParseRequest
from calendars.results import ParsedCalendar, Unreadable

WALL_SECONDS = 30
CHILD = "calendars.sandbox_worker"


def read_in_sandbox(body: bytes, request: ParseRequest) -> ParsedCalendar:
    """Run `ics_parser.read` in a separate process with limits on time and memory.

    Raises:
        Unreadable: as `ics_parser.read`, or "hard" if the child process hit a limit.
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
            check=True,
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, ValueError):
        raise Unreadable("hard") from None
    if "problem" in answer:
        raise Unreadable(answer["problem"])
    busy = frozenset((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in answer["busy"])
    return ParsedCalendar(busy, answer["unclear"], answer["name"])
