"""What the outbox does for mentors."""

from datetime import datetime
from functools import partial
from typing import Any

from mentors import photos
from mentors.models import Decision, Mentor
from mentors.services.deciding import CARRY_OUT, carry_out
from mentors.services.profiles import DELETE_PHOTO, REINDEX, reindex
from outbox.lanes import Lane
from outbox.registry import Settle, job
from outbox.services import enqueue


@job(DELETE_PHOTO, lane=Lane.WORK)
def delete_photo(payload: dict[str, Any], now: datetime) -> None:
    """Delete every size of a photo that is no longer used."""
    if not Mentor.objects.filter(photo=payload["name"]).exists():
        photos.delete(payload["name"])


@job(REINDEX, lane=Lane.WORK)
def reindex_next(payload: dict[str, Any], now: datetime) -> Settle | None:
    """Index the next mentors with these topics, and leave the others to another job."""
    last = reindex(after=payload["after"], topics=payload["topics"])
    return None if last is None else partial(enqueue, REINDEX, payload | {"after": last}, now=now)


@job(CARRY_OUT, lane=Lane.WORK)
def carry_out_decision(payload: dict[str, Any], now: datetime) -> None:
    """Send a decision on an application that no one has undone; it may have been erased since."""
    for decision in Decision.objects.filter(pk=payload["decision"]).select_related("application"):
        carry_out(decision=decision, now=now)
