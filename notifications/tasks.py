"""Notices' doors for Celery."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.schedule import periodic
from notifications import services, suppression


@shared_task
@periodic(every=timedelta(hours=24))
def forget() -> None:
    """Forget what was written half a year ago, and suppressed addresses that nobody has any more."""
    services.forget(now=clock.now())
    suppression.forget()
