"""Health checks for containers: `python -m mentoring_club.healthcheck web | mail | work | calendars | beat | backup`.

Exits with 0 or 1 and prints one line. The check of the web server is cheap, as it does not load Django.
"""

import http.client
import os
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

SECONDS = 5.0
BEAT_MAY_SLEEP = 10 * 60.0  # beat saves its schedule every minute
BACKUP_MAY_WAIT = 26 * 60 * 60.0


def web() -> str:
    """What is wrong with the web server of this container; "" if it answers."""
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


def worker(lane: str) -> str:
    """What is wrong with the worker `lane` of this machine or container; "" if it answers over the broker."""
    from kombu.exceptions import OperationalError  # only this check needs Celery and Django

    from mentoring_club.celery import app

    name = f"{lane}@{socket.gethostname()}"
    try:
        answer = app.control.inspect(destination=[name], timeout=SECONDS).ping()
    except OperationalError as error:
        return f"no broker: {error}"
    return "" if answer and name in answer else f"{name} does not answer"


def beat() -> str:
    """What is wrong with beat in this container; "" if it has saved its schedule recently."""
    path = os.environ.get("BEAT_SCHEDULE", "")
    if not path:
        return "set BEAT_SCHEDULE to the file of beat's --schedule"
    return "" if _age(Path(path)) < BEAT_MAY_SLEEP else f"nothing written to {path} for ten minutes"


def backup() -> str:
    """What is wrong with the backups in BACKUP_FOLDER; "" if the newest is at most 26 hours old."""
    folder = os.environ.get("BACKUP_FOLDER", "")
    if not folder:
        return "set BACKUP_FOLDER to the folder of the backups"
    ages = (_age(file) for file in Path(folder).glob("club-*"))
    return "" if min(ages, default=BACKUP_MAY_WAIT) < BACKUP_MAY_WAIT else f"no backup in {folder} for 26 hours"


def _age(file: Path) -> float:
    """Seconds since a file was last written; since 1970 if there is none."""
    return time.time() - (file.stat().st_mtime if file.exists() else 0.0)


WORKERS = ("mail", "work", "calendars")
PROBES: dict[str, Callable[[], str]] = {
    "web": web,
    **{name: partial(worker, name) for name in WORKERS},
    "beat": beat,
    "backup": backup,
}


def main(names: list[str]) -> int:
    if len(names) != 1 or names[0] not in PROBES:
        print(f"Name one of {', '.join(PROBES)}.", file=sys.stderr)
        return 2
    wrong = PROBES[names[0]]()
    print(f"{names[0]}: {wrong or 'well'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
