from datetime import UTC, date, datetime

from insights.models import Week
from insights.periods import WEEK
from tests.factories.base import Factory


class WeekFactory(Factory[Week]):
    """A week that was counted, in which nothing happened."""

    class Meta:
        model = Week

    starts_on = date(2026, 11, 16)
    counted_at = datetime(2026, 11, 23, 1, tzinfo=UTC)


def three_months() -> None:
    """Twelve weeks, from August on, of which there is something to draw."""
    for number in range(12):
        starts_on = date(2026, 8, 10) + number * WEEK
        WeekFactory(starts_on=starts_on, booked=30, held=30, held_minutes=900 + 60 * number)
