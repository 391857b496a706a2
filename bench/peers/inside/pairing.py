"""Pairs the people of two CSV files with one of the peers, and prints what it took: a line of JSON.

Run by its path, with the interpreter of the peer's environment: both peers are packages named `matching`, as is an app
of the club, which must not be found here.

    python bench/peers/inside/pairing.py mentor-match|munkres|matching FOLDER
"""

import csv
import json
import operator
import sys
import threading
from importlib import import_module
from pathlib import Path
from time import perf_counter

GRADES, ELSEWHERE, PROFESSION = 4, 3, 10  # points


def score(mentor: dict[str, str], mentee: dict[str, str]) -> int:
    """What the rules of `mentor_match` below give a pair."""
    return (
        GRADES * (int(mentor["grade"]) - int(mentee["grade"]) > 2)
        + ELSEWHERE * (mentor["organisation"] != mentee["organisation"])
        + PROFESSION * (mentor["profession"] == mentee["profession"])
    )


def mentor_match(folder: Path) -> list[tuple[str, str]]:
    """Pairs of addresses, mentor and mentee, from mentor-match as its users run it."""
    rule, process = import_module("matching.rules.rule"), import_module("matching.process")
    rules = [
        rule.Grade(2, operator.gt, {True: GRADES, False: 0}),
        rule.Generic({True: ELSEWHERE, False: 0}, lambda match: match.mentee.organisation != match.mentor.organisation),
        rule.Generic({True: PROFESSION, False: 0}, lambda match: match.mentee.profession == match.mentor.profession),
    ]
    mentors, _mentees = process.conduct_matching_from_file(path_to_data=folder, rules=[rules])
    return [(mentor.email, mentee.email) for mentor in mentors for mentee in mentor.mentees]


def munkres(folder: Path) -> list[tuple[str, str]]:
    """The same matrix, made once and handed to munkres."""
    solver = import_module("munkres").Munkres()
    mentors, mentees = read(folder)
    costs = [[GRADES + ELSEWHERE + PROFESSION - score(mentor, mentee) for mentee in mentees] for mentor in mentors]
    return [(mentors[row]["email"], mentees[column]["email"]) for row, column in solver.compute(costs)]


def stable(folder: Path) -> list[tuple[str, str]]:
    """A stable marriage by the same points, which is another aim: no two people would rather have each other."""
    game = import_module("matching.games").StableMarriage
    mentors, mentees = read(folder)
    by_mentors = {
        place: sorted(range(len(mentees)), key=lambda other: -score(mentor, mentees[other]))
        for place, mentor in enumerate(mentors)
    }
    by_mentees = {
        place: sorted(range(len(mentors)), key=lambda other: -score(mentors[other], mentee))
        for place, mentee in enumerate(mentees)
    }
    solved = game.create_from_dictionaries(by_mentors, by_mentees).solve()
    return [(mentors[one.name]["email"], mentees[other.name]["email"]) for one, other in solved.items()]


def read(folder: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("mentors.csv", "mentees.csv")]
    mentors, mentees = (list(csv.DictReader(text.splitlines())) for text in texts)
    return mentors, mentees


def main() -> None:
    who, folder = sys.argv[1], Path(sys.argv[2])
    work = {"mentor-match": mentor_match, "munkres": munkres, "matching": stable}[who]
    begun = perf_counter()
    pairs = work(folder)
    taken = perf_counter() - begun
    mentors, mentees = ({row["email"]: row for row in rows} for rows in read(folder))
    total = sum(score(mentors[mentor], mentees[mentee]) for mentor, mentee in pairs)
    sys.stdout.write(json.dumps({"ms": taken * 1000, "total": total, "pairs": len(pairs)}))


if __name__ == "__main__":
    sys.setrecursionlimit(1_000_000)  # matching copies its players recursively, and ends in an error from a hundred on
    threading.stack_size(1_000_000_000)
    working = threading.Thread(target=main)
    working.start()
    working.join()
