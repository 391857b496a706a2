"""Measure rounds: `python -m bench.rounds` prints a line of JSON for each size; `--peers` compares with others.

A line has the milliseconds of a whole computation as the worker does it, database read, reasons and writing included,
those of each part, and the most memory that the process held, which has nothing else to do. It fails over a second
at 1,000 a side, or over three seconds or 1 GB at 2,000.

Compared is the same pair of CSV files by the same rules, in the peers' own environments (`bench/peers/*.txt`). Both
sides read the files, score each pair and find the best pairs; the totals are checked.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from bench.measuring import machine, say

SIZES = (100, 500, 1_000, 2_000)
RUNS = 5
BUDGET = {1_000: (1_000, 0), 2_000: (3_000, 1_024)}  # milliseconds, megabytes
PEERS = (
    ("mentor-match", "mentor_match", (100, 200, 500)),
    ("munkres", "mentor_match", (100, 200)),
    ("matching", "matching", (100, 500)),
)
TOPICS, COMPANIES, LANGUAGES = 60, 300, ("en", "de", "fr", "es")
INSIDE = Path(__file__).parent / "peers" / "inside" / "pairing.py"


def main() -> None:
    """Measure all sizes, each in a process of its own, or one in this process."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--size", type=int, help="measure one size in this process")
    parser.add_argument("--peers", action="store_true", help="compare with others")
    parser.add_argument("--only", default="", help="compare with this one alone")
    options = parser.parse_args()
    if options.size:
        say(measured(options.size))
    elif options.peers:
        compare(options.only)
    else:
        over = [size for size in SIZES if not within_budget(size)]
        if over:
            sys.exit(f"Over budget: {over}")


def within_budget(size: int) -> bool:
    """Measure a size in another process, print its line, and say whether it is within its budget."""
    command = [sys.executable, "-m", "bench.rounds", "--size", str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    line = json.loads(done.stdout.splitlines()[-1])
    say(line)
    longest, most = BUDGET.get(size, (0, 0))
    return (not longest or line["p50_ms"] <= longest) and (not most or line["memory_mb"] <= most)


def measured(size: int) -> dict[str, Any]:
    """Compute a round of `size` mentees and mentors a few times."""
    from bench import club

    club.DATABASE = "bench_rounds"
    club.start()
    from core import clock
    from matching import assignment, cohort, round_fit
    from matching.models import Round, RoundState
    from matching.services import pairing

    now = clock.now()
    row = fill(size, now)
    times: dict[str, list[float]] = {name: [] for name in ("", "read", "weigh", "assign", "reasons")}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        begun = perf_counter()
        found = work()
        times[name].append((perf_counter() - begun) * 1000)
        return found

    def once() -> None:
        Round.objects.filter(pk=row.pk).update(state=RoundState.COMPUTING, computation=1)
        timed("", lambda: pairing.run(round_id=row.pk, computation=1, keep=False, now=now))
        loaded = timed("read", lambda: cohort.load(row, now=now))
        fitting = timed("weigh", lambda: round_fit.fit(loaded.cohort))
        found = timed("assign", lambda: assignment.assign(fitting.points, loaded.capacities, step=round_fit.STEP))
        pairs = [pair for pair in enumerate(found) if pair[1] != assignment.NO_ONE]
        timed("reasons", lambda: [round_fit.reasons(loaded.cohort, *pair) for pair in pairs])

    for _run in range(RUNS + 1):  # the first one also loads numpy and scipy
        once()
    whole = sorted(times.pop("")[1:])
    return {
        "bench": "rounds",
        "a_side": size,
        "pairs": row.pairs.count(),
        "runs": RUNS,
        "p50_ms": round(median(whole)),
        "least_ms": round(whole[0]),
        "most_ms": round(whole[-1]),
        **{f"{name}_ms": round(median(taken[1:])) for name, taken in times.items()},
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "machine_ms": round(machine(), 2),
    }


def fill(size: int, now: Any) -> Any:
    """A round with so many mentees and mentors, who say as much as people might."""
    from datetime import time

    from accounts.models import User
    from bookings.models import WeeklyHours
    from directory.parts_of_week import PARTS
    from matching.models import Need, NeededTopic, Participant, Preference, Role, Round
    from mentors.models import Category, Mentor, MentorStatus, Topic

    chance = Random(size)  # noqa: S311  # an invented cohort
    category = Category.objects.create(slug="all", name="All", position=1)
    topics = Topic.objects.bulk_create(
        Topic(category=category, slug=f"topic-{number}", name=f"Topic {number}") for number in range(TOPICS)
    )
    members = User.objects.bulk_create(
        User(email=f"m{number}@example.org", display_name=f"Member {number}", date_joined=now)
        for number in range(2 * size)
    )
    wanting, giving = members[:size], members[size:]
    mentors = Mentor.objects.bulk_create(
        Mentor(
            user=user,
            slug=f"mentor-{user.pk}",
            status=MentorStatus.LISTED,
            company=f"Company {chance.randrange(COMPANIES)}",
            languages=["en", *chance.sample(LANGUAGES[1:], chance.randrange(3))][chance.random() < 0.1 :] or ["de"],
            approved_at=now,
            changed_at=now,
        )
        for user in giving
    )
    through = Mentor.topics.through
    through.objects.bulk_create(
        through(mentor=mentor, topic=topic) for mentor in mentors for topic in chance.sample(topics, 6)
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(mentor=mentor, weekday=weekday, starts=time(first), ends=time(first + 4))
        for mentor in mentors
        for weekday, first in zip(chance.sample(range(7), 3), chance.choices(range(7, 19), k=3), strict=True)
    )
    needs = Need.objects.bulk_create(
        Need(
            member=user,
            goal="A goal",
            languages=chance.sample(LANGUAGES, chance.randrange(1, 3)),
            hours=chance.sample(PARTS, 5),
            not_company=f"Company {chance.randrange(COMPANIES)}",
            changed_at=now,
        )
        for user in wanting
    )
    NeededTopic.objects.bulk_create(
        NeededTopic(need=need, topic=topic, position=position)
        for need in needs
        for position, topic in enumerate(chance.sample(topics, 3))
    )
    row = Round.objects.create(name="Bench", closes_at=now, created_at=now)
    people = Participant.objects.bulk_create(
        Participant(
            round=row,
            member=user,
            role=Role.MENTEE if place < size else Role.MENTOR,
            capacity=1 if place < size else chance.randrange(1, 4),
            joined_at=now,
        )
        for place, user in enumerate(members)
    )
    Preference.objects.bulk_create(
        Preference(participant=person, about=about, rank=rank)
        for place, person in enumerate(people)
        for rank, about in enumerate(chance.sample(people[size:] if place < size else people[:size], 5), start=1)
    )
    return row


def compare(only: str) -> None:
    """Ours and each peer on the same files, one after the other; a peer's total must not be above ours."""
    from bench.peers.environments import VAR, python, version

    for peer, environment, sizes in PEERS:
        for size in sizes if only in peer else ():
            folder = write(VAR / f"rounds-{size}", size)
            runs = RUNS if size < 500 else 1
            ours, theirs, totals = [], [], (0, 0)
            for _run in range(runs + 1):
                taken, total = paired(folder)
                ours.append(taken)
                if len(ours) > 1:
                    command = [python(environment), str(INSIDE), peer, str(folder)]
                    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
                    said = json.loads(done.stdout)
                    theirs.append(said["ms"])
                    totals = (total, said["total"])
            if totals[0] < totals[1]:
                raise RuntimeError(f"{peer} finds a better total: {totals}")
            say(
                {
                    "bench": "rounds.peers",
                    "against": f"{peer} {version(environment, peer)}",
                    "a_side": size,
                    "runs": runs,
                    "ours_ms": round(median(ours[1:]), 1),
                    "theirs_ms": round(median(theirs), 1),
                    "theirs_least_ms": round(min(theirs), 1),
                    "theirs_most_ms": round(max(theirs), 1),
                    "ratio": round(median(theirs) / median(ours[1:]), 1),
                    "our_total": totals[0],
                    "their_total": totals[1],
                }
            )


def paired(folder: Path) -> tuple[float, int]:
    """Read the files, score each pair by the peers' rules, and find the best pairs; milliseconds and their points."""
    import numpy as np

    from bench.peers.inside.pairing import ELSEWHERE, GRADES, PROFESSION, read
    from matching.assignment import assign

    begun = perf_counter()
    mentors, mentees = read(folder)

    def column(rows: list[dict[str, str]], name: str) -> "np.ndarray[Any, Any]":
        return np.array([row[name] for row in rows])

    grades = [column(rows, "grade").astype(int) for rows in (mentors, mentees)]
    points = (
        GRADES * (grades[0][None, :] - grades[1][:, None] > 2)
        + ELSEWHERE * (column(mentors, "organisation")[None, :] != column(mentees, "organisation")[:, None])
        + PROFESSION * (column(mentors, "profession")[None, :] == column(mentees, "profession")[:, None])
    ).astype(float)
    found = assign(points, [1] * len(mentors), step=1.0)
    taken = (perf_counter() - begun) * 1000
    return taken, int(sum(points[pair] for pair in enumerate(found) if pair[1] >= 0))


def write(folder: Path, size: int) -> Path:
    """The two files, with the columns that mentor-match reads."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = Random(size)  # noqa: S311  # an invented cohort
    for name in ("mentors", "mentees"):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["first name", "last name", "email", "role", "organisation", "grade", "profession"])
            for number in range(size):
                place, grade = chance.randrange(40), chance.randrange(1, 10)
                row = ["A", str(number), f"{name}{number}@example.org", "Analyst", f"Organisation {place}", grade]
                table.writerow([*row, f"Profession {chance.randrange(25)}"])
    return folder


if __name__ == "__main__":
    main()
