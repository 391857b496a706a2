"""A database with another encoding is refused before anything is created in it."""

import pytest
from django.core.checks import Error
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, connections

from core.checks import database_encoding

pytestmark = pytest.mark.django_db(transaction=True)


def test_utf8_is_accepted() -> None:
    assert database_encoding(databases=["default"]) == []
    assert database_encoding(databases=None) == []


def test_another_encoding_is_refused_by_migrate() -> None:
    name = f"{connection.settings_dict['NAME']}_latin"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f"CREATE DATABASE \"{name}\" ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    here = connection.settings_dict["NAME"]
    try:
        connection.close()
        connection.settings_dict["NAME"] = name
        [error] = database_encoding(databases=["default"])
        assert isinstance(error, Error)
        assert error.msg == "The database is in LATIN1, and the club needs UTF8."
        with pytest.raises(SystemCheckError, match="the club needs UTF8"):
            call_command("migrate", verbosity=0, skip_checks=False)  # as on the command line
        assert connection.introspection.table_names() == []
    finally:
        connection.close()
        connection.settings_dict["NAME"] = here
        with connections["default"].cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')
