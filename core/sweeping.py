"""Taking a step with each of many rows, where one that fails doesn't keep the others waiting."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

import structlog

logger = structlog.get_logger(__name__)


class HasUuid(Protocol):
    """A row that a log can name."""

    @property
    def uuid(self) -> UUID: ...


Row = TypeVar("Row", bound=HasUuid)


def each(rows: Iterable[Row], step: Callable[[Row, datetime], int], *, event: str, now: datetime) -> int:
    """Take a step with each row, in its own transaction. One that fails is logged, and the next run tries it again.

    Args:
        step: returns how many things it did.
        event: the name of a failure in the log.

    Returns:
        How many things all steps did.
    """
    done = 0
    for row in rows:
        try:
            done += step(row, now)
        except Exception:
            # Whatever is wrong with this one, the others mustn't wait for it.
            logger.exception(event, outcome="failed, the next run tries again", row=str(row.uuid))
    return done
