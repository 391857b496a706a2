"""The Celery application, for workers and beat."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_club.settings")

app = Celery("mentoring_club")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def write_as_the_club_does(**_more: Any) -> None:
    """Keep Celery from setting up logging, so that its lines are scrubbed like all others."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
