"""Measure the club's numbers: `python -m bench.insights 2000 1000000` prints one line of JSON for each measurement.

It fills a club of its own with so many mentors and bookings, counts its weeks once as beat does, and asks the pages in
turn. Every statement of them must take at most 300 ms, or it fails.
"""

import resource
import sys
from datetime import timedelta
from time import perf_counter
from typing import Any

from bench import club
from bench.measuring import figures, say

MENTORS, BOOKINGS = 2_000, 100_000
RUNS = 20
LIMIT_MS = 300


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
    say({"bench": "insights.count"} | size | _counting())
    slow = {name: took for name, took in _pages(size).items() if took > LIMIT_MS}
    if slow:
        raise SystemExit(f"Over {LIMIT_MS} ms: {slow}")


def _counting() -> dict[str, Any]:
    """Count all weeks, as the first night does, and then the last ones again, as each night does."""
    from core import clock
    from insights.models import Week
    from insights.services import counting

    now = clock.now()
    found: dict[str, Any] = {}
    for name, at in (("first", now), ("nightly", now + timedelta(days=1))):
        begun, done = perf_counter(), 0
        while more := counting.count(now=at):
            done += more
        found |= {f"{name}_weeks": done, f"{name}_s": round(perf_counter() - begun, 2)}
    found["worker_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found | {"kept": Week.objects.count()}


def _pages(size: dict[str, int]) -> dict[str, float]:
    """The pages in turn; returns how long the slowest statement of each takes, in milliseconds."""
    from django.conf import settings
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User

    settings.STAFF_NEEDS_SECOND_FACTOR = False
    team = Client()
    team.force_login(User.objects.filter(is_superuser=True)[0])
    pages = {
        "insights.dashboard": (team, "/admin/insights/week/"),
        "insights.dashboard.five_years": (team, "/admin/insights/week/?since=2022-01-03&span=4"),
        "insights.csv": (team, "/admin/insights/week/hours.csv"),
        "insights.impact": (Client(), "/impact/"),
    }
    slowest = {}
    for name, (client, address) in pages.items():
        times, statements = [], []
        for _run in range(RUNS):
            cache.delete("insights-impact")
            begun = perf_counter()
            with CaptureQueriesContext(connection) as asked:
                if client.get(address).status_code != 200:
                    raise RuntimeError(f"{address} is no page")
            times.append((perf_counter() - begun) * 1000)
            statements.append(max(float(query["time"]) * 1000 for query in asked))
        slowest[name] = max(statements)
        line = {"bench": name, "queries": len(asked), "slowest_statement_ms": slowest[name]}
        say(line | size | figures(times))
    return slowest


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
