"""A migration waits for a table for a short time only, then says so and has changed nothing."""

import os
import subprocess
import sys

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from tests.databases import database, database_dsn, database_url


def migrate(name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", "migrate", *arguments],
        env=os.environ | {"DATABASE_URL": database_url(name), "MIGRATION_LOCK_SECONDS": "0.2"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_migration_gives_up_soon_where_a_table_is_in_use() -> None:
    name = "in_use" + os.environ.get("TEST_DB_SUFFIX", "") + os.environ.get("PYTEST_XDIST_WORKER", "")
    with database(name):  # with the outbox alone, so that there is one step to take back
        made = migrate(name, "outbox", "0001")
        assert made.returncode == 0, made.stderr
        reader = psycopg2.connect(database_dsn(name))
        try:
            with reader.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM outbox_job")  # as a page does; it holds the table until it ends
                done = migrate(name, "outbox", "zero")
                assert (done.returncode, "A table was in use" in done.stderr) == (1, True), done.stderr
                cursor.execute("SELECT request_id FROM outbox_job")  # still there
                cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'outbox'")
                assert cursor.fetchone() == (1,)
        finally:
            reader.close()
        assert migrate(name, "outbox", "zero").returncode == 0


@pytest.mark.django_db
def test_timeouts_are_what_they_were_afterwards() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '7s'")
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("7s",)
        cursor.execute("RESET lock_timeout")
