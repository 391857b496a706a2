"""Celery tasks of the club's numbers."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.schedule import periodic
from insights.services import counting


@shared_task
@periodic(every=timedelta(hours=1))
def count_weeks() -> None:
    """Count the weeks that are missing or may have changed, for the team's pictures and the page of impact."""
    now = clock.now()
    while counting.count(now=now):
        pass
