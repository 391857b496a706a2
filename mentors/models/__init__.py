"""Topics, applications and mentor profiles."""

from mentors.models.applications import (
    OPEN_STATES,
    QUEUE_STATES,
    Application,
    ApplicationState,
    ApplicationStep,
    Recommendation,
    Review,
)
from mentors.models.profiles import PROFILE, Mentor, MentorStatus
from mentors.models.topics import Category, Topic

__all__ = [
    "OPEN_STATES",
    "PROFILE",
    "QUEUE_STATES",
    "Application",
    "ApplicationState",
    "ApplicationStep",
    "Category",
    "Mentor",
    "MentorStatus",
    "Recommendation",
    "Review",
    "Topic",
]
