"""Jobs that the outbox runs for rounds."""

from datetime import datetime
from typing import Any

from matching.services import pairing
from outbox.lanes import Lane
from outbox.registry import job, on_failure


@job(pairing.COMPUTE, lane=Lane.WORK)
def compute_round(payload: dict[str, Any], now: datetime) -> None:
    """Compute the pairs of a round."""
    pairing.run(**payload, now=now)


@on_failure(pairing.COMPUTE)
def let_the_team_retry(payload: dict[str, Any], error: Exception, now: datetime) -> None:
    """Open the round for changes again."""
    pairing.give_up(round_id=payload["round_id"], computation=payload["computation"])
