"""Django's migrate, but requests never queue up behind a migration that is waiting for a lock."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections

from core import clock
from data_protection.services import erasing
from mentoring_club.old_data import pending_migrations

LOCK_NOT_AVAILABLE = "55P03"


class Command(Migrate):
    """Sets PostgreSQL's lock_timeout and no statement_timeout: a migration waits only briefly, but may run for long."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
            before = cursor.fetchone()
        self._wait(connection, f"{settings.MIGRATION_LOCK_SECONDS * 1000:.0f}ms", "0")
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
                raise
            raise CommandError(
                "A table was in use for longer than MIGRATION_LOCK_SECONDS. The migration that needed it has changed "
                "nothing: run migrate again."
            ) from error
        finally:
            if connection.connection is not None and connection.is_usable():
                self._wait(connection, *before)
        if not pending_migrations() and (number := erasing.replay(now=clock.now())):
            self.stdout.write(f"Erased again, as the journal of erasures says: {number}.")

    def _wait(self, connection: Any, lock: str, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false)",
                [lock, statement],
            )
