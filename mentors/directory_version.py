"""The version of the list of mentors: what counts mentors, or keeps pages of them, compares it."""

from functools import partial
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

KEY = "directory-version"


def bump() -> None:
    """Give the list another version once the change is committed."""
    transaction.on_commit(partial(cache.set, KEY, uuid4().hex, None))
