"""Outbox jobs for meetings."""

import uuid
from datetime import datetime
from typing import Any

from meetings import provisioning, services
from outbox.lanes import Lane
from outbox.registry import job, on_failure


@job(services.MAKE, lane=Lane.WORK)
def make_room(payload: dict[str, Any], now: datetime) -> None:
    """Make or move a room."""
    provisioning.make(uuid.UUID(payload["uuid"]), now=now)


@on_failure(services.MAKE)
def room_not_made(payload: dict[str, Any], error: Exception, now: datetime) -> None:
    """Record why a room could not be made."""
    provisioning.on_failure(uuid.UUID(payload["uuid"]), error, now=now)


@job(services.REMOVE, lane=Lane.WORK)
def remove_room(payload: dict[str, Any], now: datetime) -> None:
    """Remove a room."""
    provisioning.remove(payload)
