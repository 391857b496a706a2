"""Celery tasks of mentors."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.schedule import interval, periodic
from mentors import services


@shared_task
@periodic(every=interval(minutes=10))
def assign_readers() -> None:
    """Give applications readers in place of those who have left the team."""
    services.assign_readers(now=clock.now())


@shared_task
@periodic(every=timedelta(hours=1))
def remind_readers() -> None:
    """Remind readers of what has waited for them for three days."""
    services.remind_readers(now=clock.now())
