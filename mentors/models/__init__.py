"""Topics, applications and mentor profiles."""

from mentors.models.applications import (
    OPEN_STATES,
    QUEUE_STATES,
    Application,
    ApplicationStep,
    Recommendation,
    Review,
    State,
)
from mentors.models.profiles import Mentor, Status
from mentors.models.topics import Category, Topic

__all__ = [
    "OPEN_STATES",
    "QUEUE_STATES",
    "Application",
    "ApplicationStep",
    "Category",
    "Mentor",
    "Recommendation",
    "Review",
    "State",
    "Status",
    "Topic",
]
