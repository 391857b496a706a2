"""Run each task of beat's schedule once in a large club: `python -m bench.tasks` fails if one is over its budget.

It works on the club of `manage.py fill`, and changes it as beat would. Each task has a process of its own. A line has
its seconds, the most memory its process held, and the longest transaction with a write in it, sampled every 20 ms: that
is how long others can have waited for its locks. Nothing is sent: the jobs it writes stay where they are.

    python -m bench.tasks [--only PART]        PART of a task's name, such as "feedback" or "outbox.tasks.sweep"
"""

import os
import resource
import subprocess
import sys
from argparse import ArgumentParser
from time import perf_counter, sleep

import psycopg2

from bench.walk import start

MOST_MEMORY, LONGEST_WRITE = 400, 1.0  # megabytes, seconds
# The time since the oldest change that is not committed yet. Autovacuum and this connection write nothing.
WRITING = """
    SELECT coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""


def main() -> None:
    parser = ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--only", default="")
    parser.add_argument("--run", help="run a task in this process")
    options = parser.parse_args()
    start()
    from celery import current_app

    current_app.loader.import_default_modules()
    if options.run:
        current_app.tasks[options.run]()
        sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
        return
    from core import schedule

    over = [name for name in sorted(schedule.entries) if options.only in name and not measured(name)]
    if over:
        sys.exit("Over budget: " + ", ".join(over))


def measured(name: str) -> bool:
    """Run a task and print its line; whether it is within its budget."""
    from django.db import connection

    settings = connection.get_connection_params()
    watcher = psycopg2.connect(**{key: settings[key] for key in ("host", "dbname", "user") if key in settings})
    watcher.autocommit = True
    begun, longest = perf_counter(), 0.0
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.tasks", "--run", name], stdout=subprocess.PIPE, text=True, env=os.environ
    )
    with watcher.cursor() as cursor:
        while process.poll() is None:
            cursor.execute(WRITING)
            longest = max(longest, float(cursor.fetchone()[0]))
            sleep(0.02)
    watcher.close()
    seconds = perf_counter() - begun
    said = process.communicate()[0]
    memory = float(said or 0)
    good = process.returncode == 0 and memory <= MOST_MEMORY and longest <= LONGEST_WRITE
    sys.stdout.write(f"{'  ' if good else '! '}{seconds:7.1f} s  {memory:4.0f} MB  {longest:5.2f} s writing  {name}\n")
    sys.stdout.flush()
    return good


if __name__ == "__main__":
    main()
