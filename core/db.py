"""Helpers for PostgreSQL: ordered locks, violated constraints, and retries after lost races."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    models,
    transaction,
)
from django.db.models import Func, Value

P = ParamSpec("P")
R = TypeVar("R")

SERIALIZATION_FAILURE, DEADLOCK_DETECTED = "40001", "40P01"
READ_ONLY = "25006"


class TsTzRange(Func):
    """`tstzrange(starts_at, ends_at, '[)')`: half-open, so adjacent times don't overlap."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()

    def __init__(self, starts: str, ends: str) -> None:
        super().__init__(starts, ends, RangeBoundary())


class Epoch(Func):
    """Seconds since 1970, with fractions: `EXTRACT(EPOCH FROM instant)`."""

    template = "EXTRACT(EPOCH FROM %(expressions)s)"
    arity = 1
    output_field = models.DecimalField()


class Unaccent(Func):
    """`unaccent(text)`: the text without its diacritics."""

    function = "unaccent"
    arity = 1

    def __init__(self, text: object) -> None:
        super().__init__(Value(text) if isinstance(text, str) else text, output_field=models.TextField())


class HasBlankText(Func):
    """Whether a JSON object contains a text that is empty or only whitespace; NULL contains none."""

    template = """COALESCE(jsonb_path_exists(%(expressions)s, '$.* ? (@ like_regex "^[[:space:]]*$")'), false)"""
    arity = 1
    output_field = models.BooleanField()


def advisory_lock(*rows: models.Model) -> None:
    """Take a lock named after each row until the transaction ends, in sorted order so that callers never deadlock.

    Args:
        rows: saved model instances; the table and the primary key name the lock.

    Raises:
        RuntimeError: outside a transaction, where the locks would be released at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("advisory_lock() needs a transaction")
    keys = sorted({_lock_key(row) for row in rows})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])  # one by one


@contextmanager
def by_index() -> Iterator[None]:
    """A transaction in which PostgreSQL prefers bitmap scans of a matching index to any other plan.

    For columns that are expensive to unpack, such as a `tsvector`, which the planner's costs ignore: to find one row of
    many, it would rather scan all rows of another index. Nor does it start parallel workers, which takes longer than
    such a query.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan TO off; SET LOCAL enable_indexscan TO off;"
                " SET LOCAL max_parallel_workers_per_gather TO 0"
            )
        yield


@contextmanager
def async_commit() -> Iterator[None]:
    """A separate transaction whose commit does not wait for the disk (PostgreSQL's `synchronous_commit = off`).

    Others see the result at once. A crash of the database can lose the last second of such commits (always whole ones,
    and none before a durable commit), so use it only for work that can be repeated.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        yield


def delete_in_chunks(rows: "models.QuerySet[models.Model]", size: int = 5_000) -> int:
    """Delete `rows` in transactions of `size` rows each. Returns their number, not counting cascades.

    One statement over millions of rows would hold its locks, and keep vacuum waiting, for minutes.
    """
    deleted = 0
    while keys := list(rows.order_by().values_list("pk", flat=True)[:size]):
        rows.model._default_manager.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted


def _lock_key(row: models.Model) -> int:
    digest = hashlib.blake2b(f"{row._meta.db_table}:{row.pk}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def violates(error: IntegrityError, *constraints: str) -> bool:
    """Whether `error` was raised by one of the named constraints."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) in constraints


def unavailable(error: BaseException | None) -> bool:
    """Whether `error` means that the database is down or read-only, which is temporary and not a bug."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    # A connection that breaks during a response raises a bare DatabaseError.
    return type(error) is DatabaseError or getattr(getattr(error, "__cause__", None), "pgcode", None) == READ_ONLY


def retry_lost_races(attempts: int = 3) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run a service again after a deadlock or a serialization failure.

    The decorated function opens its own transaction. Inside an outer transaction nothing is retried, because that
    transaction is already lost.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            for left in range(attempts - 1, -1, -1):
                try:
                    return function(*args, **kwargs)
                except OperationalError as error:
                    code = getattr(error.__cause__, "pgcode", None)
                    lost = code in (SERIALIZATION_FAILURE, DEADLOCK_DETECTED)
                    if not lost or not left or connection.in_atomic_block:
                        raise
            raise AssertionError("unreachable")

        return wrapper

    return decorate
