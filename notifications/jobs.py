"""Jobs of notifications."""

import uuid
from datetime import datetime
from typing import Any

from notifications import mail, services
from outbox.registry import around_batches, job, on_failure

around_batches(mail.one_connection)


@job(services.DELIVER)
def deliver(payload: dict[str, Any], now: datetime) -> None:
    services.deliver(uuid.UUID(payload["notice"]), now=now)


@on_failure(services.DELIVER)
def fail(payload: dict[str, Any], error: Exception, now: datetime) -> None:
    services.fail(uuid.UUID(payload["notice"]), now=now)
