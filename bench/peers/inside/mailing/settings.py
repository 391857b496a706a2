"""The club with django-mailer: emails are rendered by the club, and stored and sent by django-mailer."""

from mentoring_club.settings import *  # noqa: F403  # the settings, changed in a few lines
from mentoring_club.settings import INSTALLED_APPS as CLUB_APPS

INSTALLED_APPS = [*CLUB_APPS, "mailer"]
MAILER_USE_FILE_LOCK = False
