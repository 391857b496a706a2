"""What the services of safety raise when a rule forbids something."""

from core.errors import Refused


class ReportRefused(Refused):
    """This can't be reported or answered. Safe to show."""


class MeasureRefused(Refused):
    """This can't be decided, or not by them. Safe to show."""
