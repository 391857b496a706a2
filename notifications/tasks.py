"""Notices' doors for Celery."""

from celery import shared_task

from core import clock
from notifications import services, suppression


@shared_task
def forget() -> None:
    """Forget what was written half a year ago, and suppressed addresses that nobody has any more."""
    services.forget(now=clock.now())
    suppression.forget()
