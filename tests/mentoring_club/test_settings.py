"""Production refuses to start with anything important missing or weak, and says what to set."""

import os
import subprocess
import sys

import pytest

from tests.check import PRODUCTION


def load(**change: str) -> "subprocess.CompletedProcess[str]":
    """Read the settings in a process of their own, with production's environment and a change to it."""
    return subprocess.run(
        [sys.executable, "-c", "from mentoring_club.settings import *; print(SITE_URL, ALLOWED_HOSTS)"],
        env={"PATH": os.environ["PATH"], **PRODUCTION, **change},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ENVIRONMENT": "prod"}, "ENVIRONMENT is one of"),
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"ANYMAIL": '{"WEBHOOK_SECRET": "club:short"}'}, "WEBHOOK_SECRET in ANYMAIL is too weak"),
        ({"ANYMAIL": '{"WEBHOOK_SECRET": ["a:long-enough-by-far-too", "nocolon-but-long-enough"]}'}, "WEBHOOK_SECRET"),
        ({"ANYMAIL": "[1]"}, "ANYMAIL is JSON like"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "not-a-secret-" * 5}, "SECRET_KEY is too weak"),  # that of development
        ({"SECRET_KEY": "correct-horse-battery-" * 3}, "SECRET_KEY is too weak"),
        ({"SITE_URL": ""}, "Set SITE_URL"),
        ({"SITE_URL": "http://club.example.org"}, "SITE_URL begins with https://"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ","}, "ALLOWED_HOSTS names the hosts"),
        ({"ALLOWED_HOSTS": "club.example.org, *"}, "ALLOWED_HOSTS names the hosts"),
        ({"ALLOWED_HOSTS": "www.example.org"}, "ALLOWED_HOSTS lacks the host of SITE_URL"),
        ({"DATABASE_URL": ""}, "Set DATABASE_URL"),
        ({"DATABASE_URL": "postgres://club@localhost"}, "DATABASE_URL ends with the name"),
        ({"DATABASE_URL": "sqlite:///club.db"}, "DATABASE_URL names a PostgreSQL"),
        ({"REDIS_URL": ""}, "Set REDIS_URL"),
        ({"REDIS_URL": "amqp://localhost"}, "REDIS_URL names a Redis"),
        ({"EMAIL_URL": ""}, "Set EMAIL_URL"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL sends no mail that way"),
        ({"EMAIL_URL": "smtp://club:password@mail.example.org:25"}, "EMAIL_URL would send its password in the clear"),
        ({"FROM_EMAIL": ""}, "Set FROM_EMAIL"),
        ({"FROM_EMAIL": "The Club"}, "FROM_EMAIL holds no mail address"),
        ({"TEAM_EMAIL": ""}, "Set TEAM_EMAIL"),
        ({"TEAM_EMAIL": "the team"}, "TEAM_EMAIL holds no mail address"),
        ({"CLOCK_FILE": "/tmp/clock"}, "CLOCK_FILE"),
        ({"CALENDARS_ALSO_AT": "127.0.0.1:8080"}, "CALENDARS_ALSO_AT"),
        ({"MAILBOX_DIR": "/tmp/mail"}, "MAILBOX_DIR"),
    ],
)
def test_production_refuses_to_start_and_says_what_to_set(change: dict[str, str], message: str) -> None:
    done = load(**change)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"django.core.exceptions.ImproperlyConfigured: {message}")


def test_hosts_and_address_are_read_as_people_write_them() -> None:
    done = load(SITE_URL="https://club.example.org/ ", ALLOWED_HOSTS="club.example.org, www.club.example.org")
    assert (done.stdout, done.stderr) == (
        "https://club.example.org ['club.example.org', 'www.club.example.org']\n",
        "",
    )
