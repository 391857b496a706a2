"""The version of the list of mentors, which caches of counts and pages compare."""

from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

KEY = "directory-version"


def bump() -> None:
    """Change the version once the transaction is committed."""
    transaction.on_commit(_write, robust=True)


def _write() -> None:
    cache.set(KEY, uuid4().hex, None)
