"""How long accounts that no one uses are kept, and when their members are warned."""

from datetime import timedelta

INACTIVE_AFTER = timedelta(days=730)
WARN_BEFORE = (timedelta(days=60), timedelta(days=14))  # the erasure: the first warning and the second
