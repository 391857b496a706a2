"""Outbox jobs for outside calendars."""

from datetime import datetime
from typing import Any

from calendars import services
from outbox.lanes import Lane
from outbox.registry import job


@job(services.READ, lane=Lane.CALENDARS)
def read_calendar(payload: dict[str, Any], now: datetime) -> None:
    """Read one outside calendar."""
    services.sync(payload["calendar"], now=now)
