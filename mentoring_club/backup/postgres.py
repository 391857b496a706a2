"""pg_dump and pg_restore against the club's database."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from psycopg2.extensions import make_dsn

SSL = ("sslmode", "sslrootcert", "sslcert", "sslkey")


class Failed(Exception):
    """One of PostgreSQL's programs failed; the message is its own."""


def dump(target: Path) -> None:
    """Write a consistent dump of the whole database, in pg_dump's custom format."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-comments", "--file", str(target))


def load(source: Path) -> None:
    """Restore into an empty database, all or nothing."""
    _run(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        str(source),
    )


def tables() -> list[str]:
    """The names of the existing tables."""
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def version() -> int:
    """The server's major version."""
    connection.ensure_connection()
    return int(connection.connection.server_version // 10000)


def _run(name: str, *arguments: str) -> None:
    known = connection.get_connection_params()
    parts = {key: known[key] for key in ("host", "port", "user", *SSL) if known.get(key)}
    environment = os.environ | ({"PGPASSWORD": str(known["password"])} if known.get("password") else {})
    command = [_program(name), f"--dbname={make_dsn(dbname=known['dbname'], **parts)}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{name} failed: {done.stderr.strip()[-2000:]}")


def _program(name: str) -> str:
    """The path of a program for the server's version: from PATH, else from the local PostgreSQL wheel."""
    found = [path for path in (shutil.which(name), _beside_the_local_server(name)) if path]
    for path in found:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
        number = re.search(r"(\d+)", said)
        if number and int(number[1]) >= version():
            return path
    raise Failed(f"Install {name} of PostgreSQL {version()} or newer (the package postgresql-client-{version()}).")


def _beside_the_local_server(name: str) -> str:
    try:
        from mentoring_club import dev_services  # what it imports is not installed in production
    except ImportError:
        return ""
    path = dev_services.programs() / name
    return str(path) if path.exists() else ""
