"""How far this machine's clock is off from the database's, which all machines share."""

import time
from datetime import UTC, datetime, timedelta

import structlog
from django.db import DatabaseError, connection

logger = structlog.get_logger(__name__)

TOLERATED = timedelta(seconds=30)
EVERY = 15.0  # seconds between two measurements


class Watch:
    """Compares the clocks from time to time, for one process."""

    def __init__(self) -> None:
        self._next = 0.0
        self.skew = timedelta(0)

    def is_right(self) -> bool:
        """Whether this machine's clock is accurate enough; logs if not.

        If the database does not answer, the last measurement counts.
        """
        if time.monotonic() >= self._next:
            try:
                self.skew = measured()
            except DatabaseError:
                return abs(self.skew) <= TOLERATED
            self._next = time.monotonic() + EVERY
            if abs(self.skew) > TOLERATED:
                logger.error("clock", outcome="wrong, compared with the database's", seconds=self.skew.total_seconds())
        return abs(self.skew) <= TOLERATED


def measured() -> timedelta:
    """How far this machine's clock is ahead of the database's, accurate to about the time of a query.

    Ignores the clock that tests move (`core.clock`).

    Raises:
        DatabaseError: the database does not answer.
    """
    with connection.cursor() as cursor:
        before = datetime.now(UTC)
        cursor.execute("SELECT clock_timestamp()")
        after = datetime.now(UTC)
        there: datetime = cursor.fetchone()[0]
    return before + (after - before) / 2 - there


watch = Watch()
