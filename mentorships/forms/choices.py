"""What can be chosen in forms of mentorships, as pairs of value and words."""

from mentorships.policy import RHYTHMS, WEEKS
from mentorships.presenters import every, lasting


def rhythms() -> list[tuple[int, str]]:
    """How often two people meet."""
    return [(weeks, every(weeks)) for weeks in RHYTHMS]


def lengths() -> list[tuple[int, str]]:
    """How long a mentorship lasts."""
    return [(weeks, lasting(weeks)) for weeks in WEEKS]
