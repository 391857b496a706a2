"""Checks the messages of the commits: `python -m tests.commits`, part of `make check`."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SINCE = "2026-11-28T19:30:00Z"  # what was committed before the rule stays as it is
LONGEST_SUBJECT = 72  # characters
SUBJECT = re.compile(r"[a-z_]+(, [a-z_]+)*: [A-Z]")


def problems(subject: str, body: str) -> list[str]:
    """What is wrong with a message, each in a few words."""
    wrong = {
        f"the subject is longer than {LONGEST_SUBJECT} characters": len(subject) > LONGEST_SUBJECT,
        "the subject has a semicolon: make two commits of it": ";" in subject,
        "the subject does not begin as in “bookings: Refuse overlapping times”": not SUBJECT.match(subject),
        "no body says why": not body.strip(),
    }
    return [text for text, applies in wrong.items() if applies]


def check(folder: Path, *, since: str) -> list[str]:
    """The problems of all commits of a repository but merges.

    Args:
        folder: without a repository, as in an archive, there is nothing to check.
        since: ISO 8601; older commits pass.
    """
    if not (folder / ".git").exists():
        return []
    command = ["git", "log", "--no-merges", f"--since-as-filter={since}", "-z", "--format=%h%n%s%n%b"]
    log = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    found = []
    for entry in log.split("\0"):
        if entry:
            commit, subject, body = entry.split("\n", 2)
            found += [f"{commit} {subject}: {problem}" for problem in problems(subject, body)]
    return found


def main() -> int:
    found = check(ROOT, since=SINCE)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
