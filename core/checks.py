"""Checks that `migrate` runs before it touches the database."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections


def database_encoding(*, databases: Iterable[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """Require UTF8: names may be in any script, and a database's encoding can't be changed later."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            encoding = cursor.fetchone()[0]
        if encoding != "UTF8":
            found.append(
                Error(
                    f"The database is in {encoding}, and the club needs UTF8.",
                    hint="Create it anew: createdb --encoding UTF8 --template template0 club",
                    id="core.E001",
                )
            )
    return found
