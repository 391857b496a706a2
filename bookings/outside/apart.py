"""Reading a file in a child process, so that a hostile one harms nobody."""

import json
import subprocess
import sys
from datetime import datetime

from django.conf import settings

from bookings.outside.answers import Reading, Unreadable
from bookings.outside.reading import Question

WALL_SECONDS = 30
CHILD = "bookings.outside.child"


def read_apart(body: bytes, question: Question) -> Reading:
    """`reading.read` in a process of its own with limits on time and memory.

    Raises:
        Unreadable: as there; "hard" when the child ran into a limit.
    """
    asked = {
        "zone": question.zone.key,
        "start": question.start.isoformat(),
        "end": question.end.isoformat(),
        "site": question.site,
        "owners": sorted(question.owners),
    }
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module; what comes from outside is its input
            [sys.executable, "-m", CHILD],
            input=json.dumps(asked).encode() + b"\n" + body,
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=settings.BASE_DIR,
            env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},  # none of our secrets
            check=True,
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, ValueError):
        raise Unreadable("hard") from None
    if "trouble" in answer:
        raise Unreadable(answer["trouble"])
    busy = frozenset((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in answer["busy"])
    return Reading(busy, answer["unclear"], answer["name"])
