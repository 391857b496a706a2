"""Emptying the tables after a test that commits."""

from django.db import IntegrityError, connection

# What migrating writes. Processes remember the numbers of content types and permissions, so these stay as they are.
KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
    "django_site",
}


def empty() -> None:
    """Delete all rows but those that migrating writes.

    A DELETE of a few rows costs a tenth of a TRUNCATE, which makes new files for every table and index. Foreign keys
    are checked at the end, so the order does not matter.
    """
    tables = sorted(set(connection.introspection.table_names()) - KEPT)
    statements = ";".join(f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables)
    for tries_left in (2, 1, 0):
        try:
            with connection.cursor() as cursor:
                cursor.execute(statements)
        except IntegrityError:  # a process that the test has ended wrote a last row meanwhile
            if not tries_left:
                raise
        else:
            return
