"""Counting how fair the club is."""

from dataclasses import asdict
from datetime import datetime

from matching import fairness
from matching.models import Fairness
from matching.models.fairness import THE_ONE


def count(*, now: datetime) -> Fairness:
    """Count how evenly mentors are asked and who is matched, and keep the numbers in place of the last ones."""
    found = asdict(fairness.exposure(now=now)) | {"matched": fairness.matched(now=now), "counted_at": now}
    row, _made = Fairness.objects.update_or_create(pk=THE_ONE, defaults=found)
    return row
