"""Rows made inside the database: far faster than one by one."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

DOMAIN = "bulk.example.org"  # of the members' addresses


def write(
    cursor: CursorWrapper,
    model: type[models.Model],
    rows: str,
    given: Mapping[str, Any],
    **columns: str,
) -> None:
    """Insert rows into a table, its other columns with the defaults of their fields.

    Args:
        rows: SQL from FROM on.
        given: the values of its parameters, by name.
        columns: SQL for each column, by name.
    """
    values = dict(columns)
    defaults: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        column = str(field.column)
        if column in columns or field.primary_key:
            continue
        if isinstance(field, models.UUIDField) and field.has_default():
            values[column] = "gen_random_uuid()"
        else:
            defaults[f"default_{column}"] = field.get_db_prep_save(field.get_default(), connection)
            values[column] = f"%(default_{column})s"
    into = ", ".join(f'"{column}"' for column in values)
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({into}) SELECT {', '.join(values.values())} {rows}",
        {**given, **defaults},
    )


def copy_rows(cursor: CursorWrapper, model: type[models.Model], rows: str, **columns: str) -> None:
    """Copy rows of a table: every column as it is in `source`, but for those that are given as SQL.

    Args:
        rows: SQL from FROM on, in which the copied table is called `source`.
    """
    own = [field.column for field in model._meta.concrete_fields if field.column != "id" or "id" in columns]
    into = ", ".join(f'"{column}"' for column in own)
    values = ", ".join(columns.get(str(column), f'source."{column}"') for column in own)
    cursor.execute(f"INSERT INTO {model._meta.db_table} ({into}) SELECT {values} {rows}")
