"""Measure outside calendars: `python -m bench.calendars` prints one line of JSON for each measurement.

A thousand feeds over loopback, from a server in a separate process, are read as a worker reads them: one job after the
other, in one process. First all are new, then none has changed (ETag), then all have changed. Wall time is in seconds.
Memory is in megabytes, as the peaks of the worker and of the child that reads a file. The last line measures
rebuilding the index of free time for mentors who have busy times.
"""

import json
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

from bench import club
from bench.measuring import say

FEEDS = 1_000
EVENTS = 100  # in each feed, forty of them in the future
REBUILT = 1_000
SERVER = "bench.calendar_host"


def main() -> None:
    """Fill a separate database, and measure."""
    club.start()
    from core import clock
    from demo import bulk
    from demo.fill import fill_once

    fill_once(say=lambda line: None)
    bulk.fill(FEEDS, now=clock.now())
    club.analyze()
    run()


def run() -> None:
    """Measure with the existing club, which has a thousand mentors or more."""
    from django.conf import settings

    command = [sys.executable, "-m", SERVER]
    host = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # our own module
    try:
        port = int(next(iter(host.stdout or [])))
        settings.CALENDARS_ALSO_AT = frozenset({("127.0.0.1", port)})
        feeds(port)
    finally:
        host.terminate()
        host.wait()
    rebuild()


def feeds(port: int) -> None:
    """Add the feeds and read them three times."""
    from calendars import services
    from calendars.models import BusyTime, OutsideCalendar
    from core import clock
    from mentors.models import Mentor
    from outbox.models import Job
    from outbox.services import drain

    now = clock.now()
    OutsideCalendar.objects.all().delete()
    Job.objects.all().delete()
    mentors = Mentor.objects.listed().select_related("user").order_by("-pk")[:FEEDS]
    for number, mentor in enumerate(mentors):
        address = f"http://127.0.0.1:{port}/{number}.ics"
        services.add_calendar(mentor=mentor, by=mentor.user, address=address, now=now)
    for name, turn in (("new", "0"), ("unchanged", "0"), ("changed", "1")):
        change(port, turn)
        if name != "new":
            now += timedelta(minutes=30)
            Job.objects.all().delete()
            while services.queue_due(now=now):
                pass
        begun, cpu = perf_counter(), cpu_seconds()
        done = 0
        while ran := drain(now=now + timedelta(minutes=1), limit=100):
            done += ran
        seconds = perf_counter() - begun
        line: dict[str, Any] = {
            "bench": f"calendars.{name}",
            "feeds": OutsideCalendar.objects.filter(problem="").count(),
        }
        line |= {"jobs": done, "busy_times": BusyTime.objects.count(), "wall_s": round(seconds, 1)}
        line |= {"cpu_s": round(cpu_seconds() - cpu, 1), "a_second": round(FEEDS / seconds, 1)}
        say(line | {"worker_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)})
    child(now)


def rebuild() -> None:
    """Rebuild the index of free time for mentors with an outside calendar of forty busy times."""
    from bookings import free_time
    from core import clock
    from mentors.models import Mentor

    club.analyze()
    mentors = list(Mentor.objects.filter(outside_calendars__isnull=False).order_by("pk")[:REBUILT])
    now = clock.now()
    begun = perf_counter()
    for mentor in mentors:
        free_time.rebuild(mentor, now=now)
    say(
        {
            "bench": "free_time.rebuild",
            "mentors": len(mentors),
            "a_second": round(len(mentors) / (perf_counter() - begun)),
        }
    )


def change(port: int, turn: str) -> None:
    """Make the server serve different files."""
    from urllib.request import urlopen

    with urlopen(f"http://127.0.0.1:{port}/turn/{turn}") as answer:
        answer.read()


def cpu_seconds() -> float:
    """CPU seconds used by this process and its finished children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(row.ru_utime + row.ru_stime for row in used)


def child(now: datetime) -> None:
    """Read one of the feeds, and one of 5 MB, in a child that reports how much memory it used."""
    from calendars.sandbox_worker import MEMORY

    asked = {"zone": "Europe/Berlin", "start": now.isoformat(), "end": (now + timedelta(days=190)).isoformat()}
    question = json.dumps(asked | {"site": "https://club.example.org", "owners": []}).encode()
    code = "from calendars import sandbox_worker; sandbox_worker.main(); print(open('/proc/self/status').read())"
    one = calendar(0, 0, now)
    for body in (one, b"".join(calendar(number, 0, now) for number in range(5 * 1024 * 1024 // len(one)))):
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, input=question + b"\n" + body, capture_output=True, check=True)
        peak = next(int(line.split()[1]) for line in done.stdout.decode().splitlines() if line.startswith("VmHWM"))
        sizes = {"file_kb": len(body) // 1024, "child_mb": peak // 1024, "limit_mb": MEMORY // 1024**2}
        say({"bench": "calendars.child"} | sizes)


def calendar(number: int, turn: int, now: datetime) -> bytes:
    """A mentor's working life: meetings in the past and in the next weeks, half an hour each."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN", "X-WR-TIMEZONE:Europe/Berlin"]
    for event in range(EVENTS):
        day = now + timedelta(days=event - EVENTS * 3 // 5, hours=(number + event + turn) % 8)
        start = day.astimezone(UTC).replace(minute=30 * (event % 2), second=0)
        lines += ["BEGIN:VEVENT", f"UID:{number}-{event}@bench.example", "DTSTAMP:20261123T000000Z"]
        lines += [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(minutes=30):%Y%m%dT%H%M%SZ}"]
        lines += [f"SUMMARY:Meeting {event}", "DESCRIPTION:" + "What it is about. " * 10, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


if __name__ == "__main__":
    main()
