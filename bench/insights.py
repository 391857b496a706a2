"""Measure the club's numbers: `python -m bench.insights` prints one line of JSON for each measurement.

It fills a club of its own with a million bookings, counts its weeks once as beat does, and asks the pages in turn. It
fails if a statement of the job or of a page takes over 300 ms.

    python -m bench.insights [MENTORS BOOKINGS]        2,000 and 1,000,000 by default
"""

import resource
import sys
from datetime import timedelta
from time import perf_counter
from typing import Any

from bench import club
from bench.measuring import figures, machine, say
from bench.walk import Statements

MENTORS, BOOKINGS = 2_000, 1_000_000
RUNS = 20
LIMIT_MS = 300
PAGES = {
    "insights.dashboard": "/admin/insights/week/",
    "insights.dashboard.five_years": "/admin/insights/week/?since=2022-01-03&span=4",
    "insights.admin": "/admin/",
    **{
        f"insights.csv.{key}": f"/admin/insights/week/{key}.csv"
        for key in ("hours", "answers", "feedback", "applications", "mentees", "topics", "searches", "zones")
    },
}


def main(mentors: int = MENTORS, bookings: int = BOOKINGS) -> None:
    """Fill a separate database, and measure."""
    club.start()
    from core import clock
    from demo import bulk
    from demo.fill import fill_once

    fill_once(say=lambda line: None)
    bulk.fill(mentors, booked=bookings, now=clock.now())
    club.analyze()
    run()


def run() -> None:
    """Measure with the existing club.

    Raises:
        SystemExit: a statement took too long.
    """
    from bookings.models import Booking
    from insights.models import Week

    size = {"bookings": Booking.objects.count()}
    Week.objects.all().delete()
    slowest = [*_counting(size), *_pages(size)]
    slow = [f"{name}: {each.worst_ms:.0f} ms, {each.worst[:400]}" for name, each in slowest if each.worst_ms > LIMIT_MS]
    if slow:
        raise SystemExit(f"Over {LIMIT_MS} ms:\n  " + "\n  ".join(slow))


def _counting(size: dict[str, int]) -> list[tuple[str, Statements]]:
    """Count all weeks, as the first night does, and then the last ones again, as each night does."""
    from django.db import connection

    from core import clock
    from insights.models import Week
    from insights.services import counting

    now = clock.now()
    found = []
    for name, at in (("insights.count.first", now), ("insights.count.nightly", now + timedelta(days=1))):
        asked, begun, done = Statements(), perf_counter(), 0
        with connection.execute_wrapper(asked):
            while more := counting.count(now=at):
                done += more
        line = {"bench": name, "weeks": done, "s": round(perf_counter() - begun, 2), "kept": Week.objects.count()}
        worker = {"worker_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}
        say(line | _told(asked) | size | worker)
        found.append((name, asked))
    return found


def _pages(size: dict[str, int]) -> list[tuple[str, Statements]]:
    """The pages in turn."""
    from django.conf import settings
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client

    from accounts.models import User

    settings.STAFF_NEEDS_SECOND_FACTOR = False
    team = Client()
    team.force_login(User.objects.filter(is_superuser=True)[0])
    found = []
    for name, address in {**PAGES, "insights.impact": "/impact/"}.items():
        client = team if name in PAGES else Client()
        times, asked = [], Statements()
        for _run in range(RUNS):
            cache.delete("insights-impact")
            begun = perf_counter()
            with connection.execute_wrapper(asked):
                if client.get(address).status_code != 200:
                    raise RuntimeError(f"{address} is no page")
            times.append((perf_counter() - begun) * 1000)
        asked.number //= RUNS
        say({"bench": name} | _told(asked) | size | figures(times))
        found.append((name, asked))
    return found


def _told(asked: Statements) -> dict[str, Any]:
    return {
        "queries": asked.number,
        "slowest_statement_ms": round(asked.worst_ms, 1),
        "machine_ms": round(machine(), 1),
    }


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
