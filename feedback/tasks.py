"""Celery tasks of feedback."""

from celery import shared_task

from core import clock
from core.schedule import interval, periodic
from feedback import services


@shared_task
@periodic(every=interval(minutes=1))
def ask() -> None:
    """Ask about the bookings that have ended."""
    services.ask(now=clock.now())
