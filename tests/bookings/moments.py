"""Times that the tests of bookings share, and a helper to book."""

import uuid
from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from bookings import services
from bookings.models import Booking
from mentors.models import Mentor

NOW = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)  # a Monday, ten to ten in Berlin
WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=UTC)  # ten o'clock in Berlin
TOPIC = "How do I get from tickets to outcomes?"


def book(mentor: Mentor, by: User, **changes: Any) -> Booking:
    """Book Wednesday at ten, unless `changes` say otherwise."""
    wishes: dict[str, Any] = {
        "session_type": mentor.session_types.first(),
        "starts_at": WEDNESDAY,
        "topic": TOPIC,
        "form_key": uuid.uuid4(),
        "now": NOW,
    }
    return services.booking.book(mentor=mentor, by=by, **(wishes | changes))
