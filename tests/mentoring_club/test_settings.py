"""Production refuses to start if anything important is missing or weak, and says what to set."""

import subprocess
from pathlib import Path

import pytest

from tests.check import PRODUCTION
from tests.production import start

SAY = "from mentoring_club.settings import *; print(SITE_URL, ALLOWED_HOSTS)"


def load(**change: str) -> "subprocess.CompletedProcess[str]":
    """Load the settings in a separate process, with a production environment and changes to it."""
    return start(PRODUCTION | change, SAY)


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
        ({"SECRET_KEY": "not-a-secret-" * 5}, "SECRET_KEY is too weak"),  # the one of development
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
        ({"EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend"}, "EMAIL_URL and EMAIL_BACKEND both say"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL sends no mail that way"),
        ({"EMAIL_URL": "smtp://club:password@mail.example.org:25"}, "EMAIL_URL would send its password in the clear"),
        ({"EMAIL_URL": "smtp+tls://club:pass/word@mail.example.org:587"}, "EMAIL_URL cannot be read as an address"),
        ({"EMAIL_URL": "smtp+tls://"}, "EMAIL_URL names no host"),
        ({"DATABASE_URL": "postgres://club:pass/word@localhost/club"}, "DATABASE_URL cannot be read as an address"),
        ({"FROM_EMAIL": ""}, "Set FROM_EMAIL"),
        ({"FROM_EMAIL": "The Club"}, "FROM_EMAIL holds no mail address"),
        ({"CLUB_SINCE": "spring 2020"}, "CLUB_SINCE is the year"),
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


@pytest.mark.parametrize("name", ["DATABASE_URL", "EMAIL_URL", "REDIS_URL"])
def test_invalid_url_is_not_repeated(name: str) -> None:
    done = load(**{name: PRODUCTION[name].partition("://")[0] + "://club:geheim/nis@host/club"})
    assert "ImproperlyConfigured" in done.stderr
    assert "geheim" not in done.stderr


def test_hosts_and_url_are_normalised() -> None:
    done = load(SITE_URL="https://club.example.org/ ", ALLOWED_HOSTS="club.example.org, www.club.example.org")
    assert (done.stdout, done.stderr) == (
        "https://club.example.org ['club.example.org', 'www.club.example.org']\n",
        "",
    )


def test_production_refuses_to_start_a_web_server_that_cannot_serve_pages(tmp_path: Path) -> None:
    done = start(PRODUCTION | {"STATIC_ROOT": str(tmp_path)}, code="import mentoring_club.wsgi")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("Run python -m django collectstatic first, with the same variables.")


@pytest.mark.parametrize("name", ["SECRET_KEY", "EMAIL_URL"])
def test_value_may_be_in_a_file(tmp_path: Path, name: str) -> None:
    given = {other: value for other, value in PRODUCTION.items() if other != name}
    file = tmp_path / "secret"
    file.write_text(PRODUCTION[name] + "\n")
    done = start(given | {f"{name}_FILE": str(file)}, SAY)
    assert (done.returncode, done.stderr) == (0, "")
    file.unlink()
    done = start(given | {f"{name}_FILE": str(file)}, SAY)
    assert done.stderr.splitlines()[-1].endswith(
        f"{name}_FILE names a file that cannot be read: No such file or directory."
    )


def test_passwords_may_be_separate_from_urls(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("p:w/d@\n")
    (tmp_path / "redis").write_text("r:w/d@\n")
    code = (
        "from mentoring_club.settings import *;"
        "print(DATABASES['default']['PASSWORD'], REDIS_URL, CACHE_URL, CELERY_BROKER_URL)"
    )
    variables = {"POSTGRES_PASSWORD_FILE": str(tmp_path / "postgres"), "REDIS_PASSWORD_FILE": str(tmp_path / "redis")}
    done = start(PRODUCTION | variables, code=code)
    redis = "redis://:r%3Aw%2Fd%40@localhost"
    assert done.stdout == f"p:w/d@ {redis}/0 {redis}/1 {redis}/0\n", done.stderr
