"""Changes to reports and measures, called as `services.reports.report(…)`."""

from safety.services import measures, reports

__all__ = ["measures", "reports"]
