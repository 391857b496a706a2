"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from core.wsgi import readable_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_club.settings")

application = readable_only(get_wsgi_application())

from mentoring_club import prepared  # noqa: E402  # needs loaded apps

prepared.refuse_to_start_without(prepared.missing_for_pages())
