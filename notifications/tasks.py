"""Notices' doors for Celery."""

from celery import shared_task

from core import clock
from notifications import services


@shared_task
def forget() -> None:
    """Forget what was written half a year ago."""
    services.forget(now=clock.now())
