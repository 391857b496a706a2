"""What mentorships refuse."""

from core.errors import Refused


class MentorshipRefused(Refused):
    """Why something can't be done with a mentorship. Safe to show."""
