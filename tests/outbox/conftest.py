"""A kind of job for the tests of the outbox."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from outbox import registry
from outbox.lanes import Lane

ERRORS = {"later": TimeoutError, "never": registry.PermanentFailure, "bug": ZeroDivisionError}


@pytest.fixture
def calls() -> Iterator[list[dict]]:
    """A kind of job, `test`, that records its payloads; a payload with `error` raises it."""
    seen: list[dict] = []

    def handler(payload: dict, now: datetime) -> None:
        seen.append(payload)
        if "error" in payload:
            raise ERRORS[payload["error"]]("why")

    registry.job("test", lane=Lane.WORK)(handler)
    yield seen
    del registry.handlers["test"], registry.lanes["test"]
