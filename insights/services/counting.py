"""Counting the weeks: those that are missing, and the last ones again, as no-shows and feedback come in later."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min

from bookings.models import Booking
from insights.counts import happened, midnight, offered
from insights.models import Week
from insights.periods import WEEK, last_over, monday
from insights.standing import standing
from mentors.models import Application

COUNTED_AGAIN = 9 * WEEK  # since a week's end, after which it stays as it is
ONCE_IN = timedelta(hours=20)  # so that it's once a day, whatever hour that is
OLDEST = 520 * WEEK
BATCH = 26


def count(*, now: datetime, most: int = BATCH) -> int:
    """Count at most so many weeks that are due, the latest first; return how many, 0 when there's nothing to do.

    Each is written by itself, so whatever ends this halfway, the next call takes up the rest.
    """
    due = _due(now=now)[:most]
    for starts_on in due:
        count_week(starts_on, now=now)
    return len(due)


def count_week(starts_on: date, *, now: datetime) -> None:
    """Count the week that begins on a Monday, in place of what was counted before.

    What there is at a moment is counted as long as the week is the last one, and then stays.
    """
    fields: dict[str, Any] = {**happened(starts_on), "counted_at": now}
    hours: dict[str, int] = {}
    is_last = starts_on == last_over(now=now)
    if is_last or not Week.objects.filter(pk=starts_on).exists():
        hours = offered(at=midnight(starts_on + WEEK))
    if is_last:
        fields |= hours | {"standing": standing(now=now)}
    with transaction.atomic():
        Week.objects.update_or_create(pk=starts_on, defaults=fields, create_defaults=hours | fields)


def _due(*, now: datetime) -> list[date]:
    """Weeks that were never counted, and late ones that weren't today."""
    last = last_over(now=now)
    begun = [
        Booking.objects.aggregate(first=Min("starts_at"))["first"],
        Application.objects.aggregate(first=Min("submitted_at"))["first"],
    ]
    first = max(min([monday(at.date()) for at in begun if at] or [last]), last - OLDEST)
    fresh = set(Week.objects.filter(starts_on__lt=last - COUNTED_AGAIN).values_list("starts_on", flat=True)) | set(
        Week.objects.filter(counted_at__gt=now - ONCE_IN).values_list("starts_on", flat=True)
    )
    weeks = [last - number * WEEK for number in range((last - first) // WEEK + 1)]
    return [week for week in weeks if week not in fresh]
