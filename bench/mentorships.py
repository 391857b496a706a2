"""Measure the clocks of mentorships: `python -m bench.mentorships 20000` prints one line of JSON for each run.

It fills a club of its own with mentorships that began evenly over the last 35 days, and runs what beat runs each hour:
in an hour in which nothing is due, after a day in which a 35th of them has gone quiet, and once more. It fails if a run
takes over a minute, a step over a second, or the process over 400 MB more than before.
"""

import resource
import sys
from datetime import datetime, timedelta
from time import perf_counter, process_time
from typing import Any

from bench import club
from bench.measuring import machine, say

MENTORSHIPS, MENTORS = 20_000, 300
LIMIT_S, LIMIT_STEP_S, LIMIT_MB = 60, 1, 400

BEGUN = """
    WITH mentors AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM mentors_mentor),
    mentees AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place
        FROM accounts_user u WHERE NOT EXISTS (SELECT FROM mentors_mentor m WHERE m.user_id = u.id)),
    sizes AS (SELECT (SELECT count(*) FROM mentors) AS mentors, (SELECT count(*) FROM mentees) AS mentees),
    pairs AS (SELECT n, n %% mentors AS mentor, (n + n / mentors) %% mentees AS mentee
        FROM generate_series(0, %(number)s - 1) AS n CROSS JOIN sizes)
    INSERT INTO mentorships_mentorship (uuid, mentor_id, mentee_id, goal, weeks, rhythm, state, began_at, state_since,
        ends_at, asked, extended, end_kind)
    SELECT gen_random_uuid(), mentors.id, mentees.id, '', 24, 2, 'active', %(now)s - age, %(now)s - age,
        %(now)s - age + interval '24 weeks', 0, 0, ''
    FROM pairs CROSS JOIN LATERAL (SELECT interval '1 second' * (n %% 1000) * 3000 AS age) AS since
    JOIN mentors ON mentors.place = pairs.mentor
    JOIN mentees ON mentees.place = pairs.mentee
    ON CONFLICT DO NOTHING
"""


def main(number: int = MENTORSHIPS) -> None:
    """Fill a separate database, and measure.

    Raises:
        SystemExit: a run took too long, or too much memory.
    """
    club.start()
    from django.db import connection

    from core import clock
    from demo import bulk
    from demo.fill import fill_once
    from mentorships.models import Mentorship

    fill_once(say=lambda line: None)
    now = clock.now()
    bulk.fill(MENTORS, booked=3_000, now=now)
    Mentorship.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(BEGUN, {"now": now, "number": number})
    club.analyze()
    slow = [
        *_run("nothing_due", now=now),
        *_run("after_a_day", now=now + timedelta(days=1)),
        *_run("again", now=now + timedelta(days=1)),
    ]
    if slow:
        raise SystemExit("; ".join(slow))


def _run(name: str, *, now: datetime) -> list[str]:
    """One run of the clocks; returns what was over a limit."""
    from mentorships.models import Mentorship
    from mentorships.services import advancing

    longest, step = 0.0, advancing._step

    def timed(found: Mentorship, at: datetime) -> bool:
        nonlocal longest
        begun = perf_counter()
        taken = step(found, at)
        longest = max(longest, perf_counter() - begun)
        return taken

    before, loop = _memory(), machine()
    begun, worked = perf_counter(), process_time()
    advancing._step = timed  # type: ignore[assignment]  # the name of an argument differs
    try:
        steps = advancing.advance(now=now)
    finally:
        advancing._step = step
    took, cpu, grown = perf_counter() - begun, process_time() - worked, _memory() - before
    line: dict[str, Any] = {"bench": f"mentorships.{name}", "mentorships": Mentorship.objects.live().count()}
    line |= {"steps": steps, "s": round(took, 1), "cpu_s": round(cpu, 1), "longest_step_ms": round(longest * 1000)}
    say(line | {"grown_mb": round(grown), "loop_ms": round(loop, 2)})
    limits = ((took, LIMIT_S, "s"), (longest, LIMIT_STEP_S, "s in one step"), (grown, LIMIT_MB, "MB"))
    return [f"{name}: {value:.1f} {unit}, over {limit}" for value, limit, unit in limits if value > limit]


def _memory() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
