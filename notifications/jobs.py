"""What the outbox does for notices."""

import uuid
from datetime import datetime
from typing import Any

from notifications import services
from outbox.registry import job


@job(services.DELIVER)
def deliver(payload: dict[str, Any], now: datetime) -> None:
    services.deliver(uuid.UUID(payload["notice"]), now=now)
