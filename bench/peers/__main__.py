"""`make bench-peers`: compares the club with what people would use instead. `--only <row>` measures one row.

Each comparison is printed as a line of JSON, and written into the table in docs/benchmarks.md.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime

from bench.measuring import say
from bench.peers import appointment, mailer, places, pretix, table
from bench.peers.club import Club, coming_month
from bench.peers.environments import VAR
from bench.peers.turns import Comparison
from mentoring_club import dev_services

ROWS = (*mailer.ROWS, *appointment.ROWS, *pretix.ROWS)


def main() -> None:
    """Measure the requested rows and write them into the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("--only", action="append", choices=ROWS, help="a row to measure; all of them when left out")
    rows = tuple(parser.parse_args().only or ROWS)
    VAR.mkdir(parents=True, exist_ok=True)
    dev_services.provide()
    lines = []
    for comparison in measured(rows):
        lines.append(comparison.line())
        say(lines[-1])
        table.write(lines, where=places.described())


def measured(rows: tuple[str, ...]) -> Iterator[Comparison]:
    """The comparisons for some rows, one peer after the other."""
    sink, email_port = mailer.start_sink()
    month = coming_month(datetime.now(UTC).date())
    club = Club(month=month, booked=appointment.booked_from(month), email_port=email_port)
    if set(rows) & set(mailer.ROWS):
        yield from mailer.compare(club, sink)
    sink.close()
    if wanted := tuple(row for row in appointment.ROWS if row in rows):
        yield from appointment.compare(club, wanted)
    if set(rows) & set(pretix.ROWS):
        yield from pretix.compare(club)
    club.side.close()


if __name__ == "__main__":
    main()
