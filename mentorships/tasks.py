"""Celery tasks of mentorships."""

from celery import shared_task
from django.conf import settings

from core import clock
from core.schedule import interval, periodic
from mentorships.services import advancing, agenda


@shared_task
@periodic(every=interval(hours=1))
def advance_mentorships() -> None:
    """Take the steps that are due: remind, ask why it's quiet, wrap up, end."""
    if settings.MENTORSHIPS:
        advancing.advance(now=clock.now())


@shared_task
@periodic(every=interval(hours=1))
def ask_what_to_talk_about() -> None:
    """Ask mentees two days before a meeting with an empty agenda."""
    if settings.MENTORSHIPS:
        agenda.ask_for_topics(now=clock.now())
