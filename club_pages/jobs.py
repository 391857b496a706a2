"""Jobs that the outbox runs for the club's own pages."""

from datetime import datetime
from typing import Any

from club_pages.services import consenting
from outbox.lanes import Lane
from outbox.registry import job


@job(consenting.ASK_EVERYONE, lane=Lane.WORK)
def ask_everyone(payload: dict[str, Any], now: datetime) -> None:
    """Ask members to agree to a new version of the code of conduct."""
    consenting.ask_everyone(payload["version"], now=now)
