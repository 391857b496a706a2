"""Databases beside that of the tests, and the one that all are copied from: migrating takes twenty times as long."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import psycopg2
from psycopg2.extensions import cursor as Cursor  # noqa: N812  # a class whose name begins small

from tests.architecture.files import ROOT

TEMPLATES = "template_club_"
LOCK = 20_261_123  # of PostgreSQL, for the one who makes the template
READ_BY_MIGRATIONS = ("*/migrations/*.py", "core/*.py", "requirements-dev.txt")  # what decides about their outcome


def database_url(name: str) -> str:
    """The address of another database on the server of the tests."""
    before, slash, rest = os.environ["DATABASE_URL"].rpartition("/")
    if "?" in before:  # the path of a Unix socket
        before, slash, rest = os.environ["DATABASE_URL"].partition("?")
        return f"{before.rpartition('/')[0]}/{name}?{rest}"
    return before + slash + name + "".join(rest.partition("?")[1:])


def database_dsn(name: str) -> str:
    return database_url(name).replace("postgres://", "postgresql://", 1)


@contextmanager
def database(name: str, *, copied_from: str = "template1") -> Iterator[None]:
    """A database for as long as it is needed, empty unless it is a copy."""
    with _server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {copied_from}")
        yield
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def never_wait_for_the_disk(name: str) -> None:
    """Whoever connects to a database from now on is told that a row is written before it is on the disk."""
    with _server() as cursor:
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")


def template() -> str:
    """The name of a migrated database that nobody writes to, made unless it is there; one of older migrations goes."""
    digest = sha256()
    for pattern in READ_BY_MIGRATIONS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    name = TEMPLATES + digest.hexdigest()[:16]
    with _server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [TEMPLATES])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for old in there:
                cursor.execute(f"DROP DATABASE {old} WITH (FORCE)")
            _migrate(cursor, name)
    return name


def _migrate(cursor: Cursor, name: str) -> None:
    unfinished = f"{name}_unfinished"
    cursor.execute(f"CREATE DATABASE {unfinished}")
    given = {"DATABASE_URL": database_url(unfinished), "DJANGO_SETTINGS_MODULE": "mentoring_club.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | given, check=True)
    cursor.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")


@contextmanager
def _server() -> Iterator[Cursor]:
    """Statements outside any transaction, on the server of the tests."""
    connection = psycopg2.connect(database_dsn("postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
