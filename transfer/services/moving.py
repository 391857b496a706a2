"""The states of an import, and the one function that moves it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from outbox.services import enqueue
from transfer.errors import TransferRefused
from transfer.models import Batch, BatchState

ADVANCE = "transfer.advance"


def locked(batch: Batch, *states: BatchState) -> Batch:
    """The current row, locked until the transaction ends.

    Raises:
        TransferRefused: it's in none of these states any more.
    """
    row = Batch.objects.for_update().get(pk=batch.pk)
    if row.state not in states:
        raise TransferRefused(moved_on())
    return row


def moved_on() -> str:
    """What is said to whoever has looked at an earlier step. Safe to show."""
    return _("Someone has moved this import on in the meantime. Look at where it is now.")


def move(row: Batch, to: BatchState, *, now: datetime, **changes: Any) -> None:
    """Move a locked import."""
    for name, value in ({"state": to, "moved_at": now} | changes).items():
        setattr(row, name, value)
    row.save(update_fields=["state", "moved_at", *changes])


def advance_later(row: Batch, *, now: datetime) -> None:
    """Have a worker do the next rows of what an import is at."""
    enqueue(ADVANCE, {"batch": row.pk}, now=now, key=f"transfer:{row.pk}")
