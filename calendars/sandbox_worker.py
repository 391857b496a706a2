"""The child process that parses one calendar file within resource limits: `python -m calendars.sandbox_worker`.

Standard input: one line of JSON with the request, then the file. Standard output: one line of JSON. The process has no
secrets and opens no connections, so a hostile file can harm nothing but this process.
"""

import json
import resource
import sys
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

CPU_SECONDS = 10
MEMORY = 512 * 1024 * 1024  # bytes of address space; a 5 MB file needs a third of that


def bound() -> None:
    """Set kernel limits that end this process if it uses too much memory or CPU time."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    """Read the request and the file from standard input and print the result."""
    bound()
    from calendars.ics_parser import ParseRequest, read
    from calendars.results import Unreadable  # imported after the limits are set

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
