from datetime import UTC, date, datetime

from insights.models import Week
from tests.factories.base import Factory


class WeekFactory(Factory[Week]):
    """A week that was counted, in which nothing happened."""

    class Meta:
        model = Week

    starts_on = date(2026, 11, 16)
    counted_at = datetime(2026, 11, 23, 1, tzinfo=UTC)
