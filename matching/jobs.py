"""Jobs that the outbox runs for matching."""

from datetime import datetime
from typing import Any

from matching.services import pairing, relaying
from mentors.models import Mentor
from outbox.lanes import Lane
from outbox.registry import job, on_failure


@job(relaying.SKIP, lane=Lane.WORK)
def pass_on(payload: dict[str, Any], now: datetime) -> None:
    """Ask the next mentors instead of one who takes a break or has left."""
    mentor = Mentor.objects.filter(pk=payload["mentor"]).first()
    if mentor is not None:
        relaying.pass_on(mentor=mentor, now=now)


@job(pairing.COMPUTE, lane=Lane.WORK)
def compute_round(payload: dict[str, Any], now: datetime) -> None:
    """Compute the pairs of a round."""
    pairing.run(**payload, now=now)


@on_failure(pairing.COMPUTE)
def let_the_team_retry(payload: dict[str, Any], error: Exception, now: datetime) -> None:
    """Open the round for changes again."""
    pairing.give_up(round_id=payload["round_id"], computation=payload["computation"])
