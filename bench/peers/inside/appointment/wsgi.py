"""The WSGI application of the django-appointment site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.inside.appointment.settings"
application = get_wsgi_application()
