"""The child process that reads one calendar file and may spend only so much: `python -m calendars.sandbox_worker`.

On its standard input a line of JSON with the request, then the file; on its standard output one line of JSON. It knows
no secret, opens no connection, and whatever a file makes of it ends with it.
"""

import json
import resource
import sys
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

CPU_SECONDS = 10
MEMORY = 512 * 1024 * 1024  # bytes of address space; a file of 5 MB needs a third


def bound() -> None:
    """Let the kernel end this process when it takes more than its share."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    """Read the request and the file, say what came out."""
    bound()
    from calendars.ics_parser import ParseRequest, read
    from calendars.results import Unreadable  # under the limits already

    asked = json.loads(sys.stdin.buffer.readline())
    request = ParseRequest(
        zone=ZoneInfo(asked["zone"]),
        start=datetime.fromisoformat(asked["start"]),
        end=datetime.fromisoformat(asked["end"]),
        site=asked["site"],
        owners=asked["owners"],
    )
    try:
        reading = read(sys.stdin.buffer.read(), request)
    except Unreadable as error:
        answer: dict[str, object] = {"problem": error.problem}
    else:
        busy = sorted((start.isoformat(), end.isoformat()) for start, end in reading.busy)
        answer = {"busy": busy, "unclear": reading.unclear, "name": reading.name}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
