"""Rows that the database refuses to change, as if there were a bug in what is done with them."""

from django.db import connection


def break_rows(table: str, column: str, key: int) -> None:
    """Let each update of the rows of `table` with this key in `column` fail until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER break BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN (OLD.{column} = {key}) EXECUTE FUNCTION break()"
        )
