"""The child process that parses one calendar file within resource limits: `python -m calendars.sandbox_worker`.

Standard input: one line of JSON with the request, then the file. Standard output: one line of JSON. The process has no
secrets and opens no connections, so a hostile file can harm nothing but this process.
"""

import json
import signal
import sys
import traceback
from datetime import datetime
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from calendars.results import OutOfTime, Unreadable
from core import sandbox_limits

CPU_SECONDS = 10
GRACE_SECONDS = 2  # of CPU time, to say what took so long
MEMORY = 512 * 1024 * 1024  # bytes of address space; a 5 MB file needs a third of that


def bound() -> None:
    """Set kernel limits that end this process if it uses too much memory or CPU time."""
    signal.signal(signal.SIGXCPU, out_of_time)
    sandbox_limits.bound(memory=MEMORY, cpu_seconds=CPU_SECONDS, grace_seconds=GRACE_SECONDS)


def out_of_time(number: int, frame: FrameType | None) -> None:
    """Interrupt the parser when the kernel says that the CPU time is used up."""
    raise OutOfTime


def main() -> None:
    """Read the request and the file from standard input and print the result."""
    bound()
    from calendars.ics_parser import ParseRequest, read  # imported after the limits are set

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
    except (OutOfTime, MemoryError, RecursionError):
        answer = {"problem": "hard"}
    except Exception as error:  # noqa: BLE001  # our bug: say where, without anything from the file
        place = traceback.extract_tb(error.__traceback__)[-1]
        answer = {"problem": "fault", "error": f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"}
    else:
        busy = sorted((start.isoformat(), end.isoformat()) for start, end in reading.busy)
        answer = {"busy": busy, "unclear": reading.unclear, "name": reading.name}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
