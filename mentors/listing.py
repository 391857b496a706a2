"""Word that somebody is listed, or is no longer: what counts mentors and remembers it looks here."""

from functools import partial
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

KEY = "mentors-listed"


def announce() -> None:
    """Give the list of mentors another version once the change is committed."""
    transaction.on_commit(partial(cache.set, KEY, uuid4().hex, None))
