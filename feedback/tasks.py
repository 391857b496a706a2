"""Feedback's doors for Celery."""

from celery import shared_task

from core import clock
from feedback import services


@shared_task
def ask() -> None:
    """Ask about the bookings that have ended."""
    services.ask(now=clock.now())
