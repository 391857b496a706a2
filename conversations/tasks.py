"""Celery tasks of conversations."""

from celery import shared_task

from conversations.services import clocks
from core import clock
from core.schedule import interval, periodic


@shared_task
@periodic(every=interval(hours=6), expires=6 * 60 * 60)
def review() -> None:
    """Tell members which conversations will be deleted in a month."""
    clocks.review(now=clock.now())
