"""Whether anything has happened to what an import made: rows of other tables that refer to it."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, models
from django.db.models import signals


def referred_to(model: type[models.Model], keys: Collection[int], *, but: Collection[str]) -> set[int]:
    """The keys of those to which a row of any other table refers, in one statement for the dozens of tables.

    Args:
        but: relations that don't count, "app_label.Model.field".
    """
    name, asked = connection.ops.quote_name, []
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many:
            continue  # the table between two has a foreign key of its own
        column: Any = relation.field
        if f"{column.model._meta.label}.{column.name}" not in but:
            table = name(column.model._meta.db_table)
            asked.append(f"EXISTS (SELECT FROM {table} WHERE {table}.{name(column.column)} = given.key)")
    if not keys or not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT given.key FROM unnest(%s::bigint[]) AS given(key) WHERE {' OR '.join(asked)}",  # noqa: S608  # nosec B608  # our own names
            [list(keys)],
        )
        return {key for (key,) in cursor.fetchall()}


def remove(model: type[models.Model], keys: Iterable[int]) -> None:
    """Delete rows to which nothing refers any more, in one statement.

    Django would ask each table that could refer to them, a hundred rows at a time. Here the database judges.

    Raises:
        IntegrityError: something does refer to one, at the latest when the transaction ends.
    """
    rows = model._base_manager.filter(pk__in=list(keys))
    if any(signal.has_listeners(model) for signal in (signals.pre_delete, signals.post_delete)):
        rows.delete()
    else:
        rows._raw_delete(rows.db)
