"""Is this process well? `python -m mentoring_club.healthcheck web | worker | beat`, for whoever watches a container.

Ends with 0 or 1 and one line. What asks the web server loads no Django, so that asking often costs little.
"""

import glob
import http.client
import os
import socket
import sys
import time
from urllib.parse import urlsplit

SECONDS = 5.0
BEAT_MAY_SLEEP = 10 * 60.0  # beat writes its schedule down every three minutes


def web() -> str:
    """What is wrong with the web server of this container, "" when it answers."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=SECONDS)
    host = urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"
    try:
        connection.request("GET", "/health/live", headers={"Host": host, "X-Forwarded-Proto": "https"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"no answer: {error}"
    finally:
        connection.close()
    return "" if status == http.client.OK else f"it answers {status}"


def worker() -> str:
    """What is wrong with the worker of this container, "" when it answers over the broker."""
    from kombu.exceptions import OperationalError  # only this probe needs Celery and Django

    from mentoring_club.celery import app

    name = f"celery@{socket.gethostname()}"
    try:
        answer = app.control.inspect(destination=[name], timeout=SECONDS).ping()
    except OperationalError as error:
        return f"no broker: {error}"
    return "" if answer and name in answer else f"{name} does not answer"


def beat() -> str:
    """What is wrong with the beat of this container, "" when it has written its schedule lately."""
    path = os.environ.get("BEAT_SCHEDULE", "")
    if not path:
        return "set BEAT_SCHEDULE to the file of beat's --schedule"
    written = (os.stat(name).st_mtime for name in glob.glob(f"{glob.escape(path)}*"))  # dbm adds an ending of its own
    age = time.time() - max(written, default=0.0)
    return "" if age < BEAT_MAY_SLEEP else f"nothing written to {path} for ten minutes"


PROBES = {"web": web, "worker": worker, "beat": beat}


def main(names: list[str]) -> int:
    if len(names) != 1 or names[0] not in PROBES:
        print(f"Name one of {', '.join(PROBES)}.", file=sys.stderr)  # noqa: T201
        return 2
    wrong = PROBES[names[0]]()
    print(f"{names[0]}: {wrong or 'well'}")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
