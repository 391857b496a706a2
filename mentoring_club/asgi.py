"""The ASGI application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_club.settings")

application = get_asgi_application()

from mentoring_club import prepared  # noqa: E402  # it needs the apps

prepared.refuse_to_start_without(prepared.missing_for_pages())
