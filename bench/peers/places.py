"""What both sides run on: separate databases in one PostgreSQL, Redis, and the same web server."""

import os
import platform
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg2

from bench.peers.environments import BASE, VAR

START_SECONDS = 60.0
STOP_SECONDS = 20.0
WORKERS = 2


def database(name: str, *, like: str = "") -> str:
    """Create an empty database, or a copy of another one; returns its URL."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {like}" if like else ""))
    connection.close()
    return address(name)


def kept_database(name: str) -> str:
    """Create a database unless it exists; it is kept for the next measurement. Returns its URL."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    return address(name)


def address(name: str) -> str:
    """The URL of a database beside the club's."""
    before, _slash, rest = os.environ["DATABASE_URL"].rpartition("/club")
    return f"{before}/{name}{rest}"


def plain() -> dict[str, str]:
    """The environment variables of this process without those that configure the club."""
    steering = ("DJANGO_", "DATABASE_", "REDIS_", "ENVIRONMENT", "PYTHON", "VIRTUAL_ENV", "CACHE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(steering)}


def of_club(database_url: str, **more: str) -> dict[str, str]:
    """Environment variables for the club as in production, but without rate limits."""
    return plain() | {
        "DATABASE_URL": database_url,
        "REDIS_URL": os.environ["REDIS_URL"],
        "ENVIRONMENT": "test",
        "DJANGO_SETTINGS_MODULE": "mentoring_club.settings",
        "CACHE_PREFIX": "peers",
        "QUEUE": "peers",
        "RATE_LIMITS": "0",
        "KEEP_PROFILES": "1",
        "STATIC_MANIFEST": "0",
        "LOG_LEVEL": "ERROR",
        **more,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(python: str, application: str, *, port: int, environment: Mapping[str, str], ready: str) -> Iterator[None]:
    """Run gunicorn with two sync workers inside the block.

    Args:
        ready: a URL that responds as soon as the side is up.
    """
    command = [python, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    command += ["--worker-class", "sync", "--log-level", "error", "--timeout", "120", "--no-control-socket"]
    with (VAR / f"{application.partition(':')[0]}.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=BASE, env=dict(environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        _wait(process, f"http://127.0.0.1:{port}{ready}")
        yield
    finally:
        process.terminate()
        process.wait(timeout=STOP_SECONDS)


def _wait(process: "subprocess.Popen[bytes]", url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10):  # noqa: S310 - our own server
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nobody answers at {url}; look into {VAR}/*.log")


def described() -> str:
    """The machine and versions that the measurements were taken with, as text."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    version = connection.server_version // 10_000
    connection.close()
    today = datetime.now(UTC).date().isoformat()
    python = platform.python_version()
    return f"Last written on {today}: {os.cpu_count()} processors, Python {python}, PostgreSQL {version}."
