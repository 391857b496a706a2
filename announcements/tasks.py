"""Celery tasks of announcements."""

from celery import shared_task

from announcements.services import sending
from core import clock
from core.schedule import interval, periodic


@shared_task
@periodic(every=interval(minutes=1))
def send() -> None:
    """Write the emails of the next minute, and see what became of the last ones."""
    now = clock.now()
    sending.settle(now=now)
    sending.hand_over(now=now)
