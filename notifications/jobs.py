"""Jobs of notifications."""

import uuid
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from notifications import mail, services
from outbox.lanes import Lane
from outbox.registry import Settle, around_batches, before_batches, job, on_failure

around_batches(mail.one_connection)


@job(services.DELIVER, lane=Lane.MAIL)
def deliver(payload: dict[str, Any], now: datetime) -> Settle | None:
    return services.send(uuid.UUID(payload["notice"]), now=now)


@before_batches(services.DELIVER)
def load(payloads: list[dict[str, Any]]) -> AbstractContextManager[None]:
    return services.loaded([uuid.UUID(payload["notice"]) for payload in payloads])


@on_failure(services.DELIVER)
def fail(payload: dict[str, Any], error: Exception, now: datetime) -> None:
    services.fail(uuid.UUID(payload["notice"]), now=now)
