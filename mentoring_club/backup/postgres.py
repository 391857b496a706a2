"""pg_dump and pg_restore against the club's database."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, cast

from django.db import connection
from psycopg2.extensions import make_dsn

KEPT = ("sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs")  # options of DATABASE_URL
SECONDS_TO_END = 10.0


class Failed(Exception):
    """One of PostgreSQL's programs failed; the message is its own."""


@contextmanager
def dumping() -> Iterator[IO[bytes]]:
    """The output of pg_dump: a consistent dump of the whole database, in its custom format."""
    with _running("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-comments") as process:
        yield cast("IO[bytes]", process.stdout)


@contextmanager
def loading() -> Iterator[IO[bytes]]:
    """The input of pg_restore into an empty database, all or nothing."""
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments")
    with _running("pg_restore", *options) as process:
        yield cast("IO[bytes]", process.stdin)


def tables() -> list[str]:
    """The names of the existing tables."""
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def version() -> int:
    """The server's major version."""
    connection.ensure_connection()
    return int(connection.connection.server_version // 10000)


@contextmanager
def _running(name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of PostgreSQL's programs; an exception in the block, such as from a signal, terminates it.

    Raises:
        Failed: the program did.
    """
    known = connection.get_connection_params()
    parts = {key: known[key] for key in ("host", "port", "user", *KEPT) if known.get(key)}
    environment = os.environ | ({"PGPASSWORD": str(known["password"])} if known.get("password") else {})
    command = [_program(name), f"--dbname={make_dsn(dbname=known['dbname'], **parts)}", *arguments]
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=errors) as process,
    ):
        try:
            with suppress(BrokenPipeError):  # it exited first; its error output says why
                yield process
                cast("IO[bytes]", process.stdin).close()
            process.wait()
        except BaseException:
            process.terminate()  # it cancels its query on the server
            try:
                process.wait(timeout=SECONDS_TO_END)
            finally:
                process.kill()
                with suppress(OSError):  # unread input
                    cast("IO[bytes]", process.stdin).close()
            raise
        if process.returncode:
            errors.seek(0)
            raise Failed(f"{name} failed: {errors.read().decode(errors='replace').strip()[-2000:]}")


def _program(name: str) -> str:
    """The path of a program that fits the server's version: from PATH, else from the local PostgreSQL wheel."""
    found = [path for path in (shutil.which(name), _beside_the_local_server(name)) if path]
    for path in found:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
        number = re.search(r"(\d+)", said)
        if number and int(number[1]) >= version():
            return path
    raise Failed(f"Install {name} of PostgreSQL {version()} or newer (the package postgresql-client-{version()}).")


def _beside_the_local_server(name: str) -> str:
    try:
        from mentoring_club import dev_services  # its imports are not installed in production
    except ImportError:
        return ""
    path = dev_services.programs() / name
    return str(path) if path.exists() else ""
