"""Two working days."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from safety.policy import answer_by

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("made", "due"),
    [
        ("2026-11-23T08:50", "2026-11-25T08:50"),  # Monday
        ("2026-11-26T08:50", "2026-11-30T08:50"),  # Thursday: the weekend doesn't count
        ("2026-11-27T22:30", "2026-12-01T22:30"),  # Friday evening in Berlin
        ("2026-11-27T23:30", "2026-12-01T23:00"),  # it is Saturday there already, so Monday's beginning counts
        ("2026-11-29T12:00", "2026-12-01T23:00"),
        ("2026-03-27T08:50", "2026-03-31T07:50"),  # the clocks go forward in between, and the time of day stays
        ("2026-10-23T08:50", "2026-10-27T09:50"),  # and back
    ],
)
def test_answer_is_due_two_working_days_later(made: str, due: str) -> None:
    at = datetime.fromisoformat(made).replace(tzinfo=UTC)
    assert answer_by(at, BERLIN).astimezone(UTC).isoformat()[:16] == due
