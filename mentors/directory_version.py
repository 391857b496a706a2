"""The version of the list of mentors, which caches of counts and pages compare."""

from functools import partial
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

KEY = "directory-version"


def bump() -> None:
    """Change the version once the transaction is committed."""
    transaction.on_commit(partial(cache.set, KEY, uuid4().hex, None))
