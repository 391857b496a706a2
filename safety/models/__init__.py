"""Reports, and what the team decides about a member."""

from safety.models.measures import Measure, MeasureKind
from safety.models.reports import CONFIDENTIAL, Place, Report, ReportKind, may_read_confidential

__all__ = ["CONFIDENTIAL", "Measure", "MeasureKind", "Place", "Report", "ReportKind", "may_read_confidential"]
