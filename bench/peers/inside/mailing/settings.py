"""The club with django-mailer beside it: letters are drawn by the club, kept and sent by django-mailer."""

from mentoring_club.settings import *  # noqa: F403
from mentoring_club.settings import INSTALLED_APPS as CLUB_APPS

INSTALLED_APPS = [*CLUB_APPS, "mailer"]
MAILER_USE_FILE_LOCK = False
