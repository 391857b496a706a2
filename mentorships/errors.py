"""What mentorships refuse."""

from core.errors import Refused


class MentorshipRefused(Refused):
    """Why something can't be done with a mentorship. Safe to show."""


class NoteClash(Refused):
    """A shared note has been changed since it was opened: its page shows both texts. Safe to show."""
