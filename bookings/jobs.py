"""What the outbox does for bookings."""

from datetime import datetime
from typing import Any

from bookings import free_time
from mentors.models import Mentor
from outbox.registry import job


@job(free_time.REFRESH)
def refresh_free_time(payload: dict[str, Any], now: datetime) -> None:
    """Rebuild one mentor's index of free time."""
    mentor = Mentor.objects.filter(pk=payload["mentor"]).first()
    if mentor is not None:
        free_time.rebuild(mentor, now=now)
