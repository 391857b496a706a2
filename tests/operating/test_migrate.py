"""A migration waits for a table for a short time only, then says so and has changed nothing."""

import os
import subprocess
import sys

import pytest
from django.db import connection, transaction


def migrate(database: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    before, _slash, rest = os.environ["DATABASE_URL"].rpartition("/")
    url = f"{before}/{database}" + "".join(rest.partition("?")[1:])
    return subprocess.run(
        [sys.executable, "manage.py", "migrate", *arguments],
        env=os.environ | {"DATABASE_URL": url, "MIGRATION_LOCK_SECONDS": "0.2"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_migration_gives_up_soon_where_a_table_is_in_use() -> None:
    name = str(connection.settings_dict["NAME"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_job")  # as a page does; it holds the table until it ends
        done = migrate(name, "outbox", "0002")
    assert (done.returncode, "A table was in use" in done.stderr) == (1, True), done.stderr
    with connection.cursor() as cursor:
        cursor.execute("SELECT request_id FROM outbox_job")  # still there
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'outbox' AND name = '0003_request_id'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_timeouts_are_what_they_were_afterwards() -> None:
    from django.core.management import call_command

    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '7s'")
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("7s",)
        cursor.execute("RESET lock_timeout")
