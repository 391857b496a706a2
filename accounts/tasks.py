"""The member's doors for Celery."""

from celery import shared_task

from accounts import services
from core import clock


@shared_task
def forget_sessions() -> None:
    """Forget sign-ins that have ended."""
    services.forget_sessions(now=clock.now())
