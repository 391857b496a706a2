"""A commit says in a line what changes and where, and below it why."""

import subprocess
from pathlib import Path

import pytest

from tests.commits import check, problems

SINCE = "2026-12-01T00:00:00Z"


def test_commit_with_area_and_reason_passes() -> None:
    assert problems("bookings, mentors: Refuse overlapping times", "Two members had booked the same hour.\n") == []


@pytest.mark.parametrize(
    ("subject", "body", "problem"),
    [
        ("bookings: " + "A" * 63, "Why.", "the subject is longer than 72 characters"),
        ("bookings: Refuse; tidy", "Why.", "the subject has a semicolon: make two commits of it"),
        ("Refuse times", "Why.", "the subject does not begin as in “bookings: Refuse overlapping times”"),
        ("bookings: refuse", "Why.", "the subject does not begin as in “bookings: Refuse overlapping times”"),
        ("bookings: Refuse", " \n", "no body says why"),
    ],
)
def test_problem_of_a_message_is_named(subject: str, body: str, problem: str) -> None:
    assert problems(subject, body) == [problem]


def test_commits_since_the_rule_are_checked(tmp_path: Path) -> None:
    def git(*arguments: str, at: str = SINCE) -> str:
        who = {f"GIT_{role}_{part}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
        env = who | {"GIT_COMMITTER_DATE": at, "HOME": str(tmp_path), "PATH": "/usr/bin:/bin:/usr/local/bin"}
        done = subprocess.run(["git", *arguments], cwd=tmp_path, env=env, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "--quiet")
    git("commit", "--allow-empty", "--message", "from before", at="2026-11-30T23:59:59Z")
    assert check(tmp_path, since=SINCE) == []
    git("commit", "--allow-empty", "--message", "bookings: Say why", "--message", "One line.\n\nAnother.")
    assert check(tmp_path, since=SINCE) == []
    git("commit", "--allow-empty", "--message", "bookings: Say nothing")
    name = git("rev-parse", "--short", "HEAD")
    assert check(tmp_path, since=SINCE) == [f"{name} bookings: Say nothing: no body says why"]


def test_archive_without_commits_has_nothing_to_check(tmp_path: Path) -> None:
    assert check(tmp_path, since=SINCE) == []
