"""Helpers for PostgreSQL: locks in a fixed order, names of violated constraints, a retry for lost races."""

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
    """`tstzrange(starts_at, ends_at, '[)')`: half-open, so that back to back does not overlap."""

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
    """Whether a JSON object contains a text that is empty or only whitespace."""

    template = """jsonb_path_exists(%(expressions)s, '$.* ? (@ like_regex "^[[:space:]]*$")')"""
    arity = 1
    output_field = models.BooleanField()


def advisory_lock(*rows: models.Model) -> None:
    """Lock each row's name until the transaction ends, in sorted order so that two callers never deadlock.

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
    """A transaction in which PostgreSQL asks an index for all rows that fit, and reads row by row only if none serves.

    For what is expensive to unpack, such as a `tsvector`: the planner's costs don't count that. For one row of many it
    would rather go through all that another index has.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan TO off; SET LOCAL enable_indexscan TO off")
        yield


@contextmanager
def soon_on_disk() -> Iterator[None]:
    """A transaction of its own whose commit does not wait for the disk (PostgreSQL's `synchronous_commit = off`).

    Others see the result at once. A crash of the database can lose the last second of such commits (always whole ones,
    and never one before a durable commit), so use it only for work that is simply done again.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        yield


def delete_in_chunks(rows: "models.QuerySet[models.Model]", size: int = 5_000) -> int:
    """Delete `rows`, each `size` of them in a transaction of its own; returns their number, without what cascades.

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
    """Whether `error` means that the database is away or read-only, which is temporary and no bug."""
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
