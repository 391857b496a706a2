"""What mentorships refuse."""

from core.errors import Refused


class MentorshipRefused(Refused):
    """Why something can't be done with a mentorship. Safe to show."""


class NoteClash(MentorshipRefused):
    """A shared note has been changed since it was opened. Safe to show."""
