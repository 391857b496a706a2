"""The doors of the calendars app for Celery."""

from celery import shared_task

from calendars import services
from core import clock


@shared_task
def read_calendars() -> None:
    """Have the outside calendars read whose turn it is."""
    services.queue_due(now=clock.now())
