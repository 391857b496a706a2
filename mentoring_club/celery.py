"""The Celery application, for workers and beat."""

import logging.config
import os
import sys
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_club.settings")

app = Celery("mentoring_club", task_cls="outbox.punctual:PunctualTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def write_as_the_club_does(**_more: Any) -> None:
    """Keep Celery from setting up its own logging, so that its lines are scrubbed, too."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
def refuse_to_write_half_translated_mail(**_more: Any) -> None:
    """Stop a worker that lacks translations, whose emails would not be in the recipient's language."""
    from django.core.exceptions import ImproperlyConfigured

    from mentoring_club import prepared

    try:
        prepared.refuse_to_start_without(prepared.missing_for_mail())
    except ImproperlyConfigured as error:
        sys.exit(str(error))
