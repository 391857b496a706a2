"""Reports and measures, as the team works on them."""

from safety.admin.measures import MeasureAdmin
from safety.admin.reports import ReportAdmin

__all__ = ["MeasureAdmin", "ReportAdmin"]
