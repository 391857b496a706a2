"""Jobs that the outbox runs for data protection."""

from datetime import datetime
from typing import Any

from data_protection.services import exporting
from outbox.lanes import Lane
from outbox.registry import job, on_failure


@job(exporting.MAKE, lane=Lane.WORK)
def make_export(payload: dict[str, Any], now: datetime) -> None:
    """Make a member's copy of their data."""
    exporting.make(payload["export"], now=now)


@on_failure(exporting.MAKE)
def give_up(payload: dict[str, Any], error: Exception, now: datetime) -> None:
    """Let the member ask for another copy."""
    exporting.give_up(payload["export"], now=now)


@job(exporting.DELETE_FILE, lane=Lane.WORK)
def delete_file(payload: dict[str, Any], now: datetime) -> None:
    """Delete the file of an export whose member is erased."""
    exporting.delete_file(payload["name"])
