"""django-appointment's own URLs."""

import logging

from django.urls import include, path

for name in list(logging.root.manager.loggerDict):
    if name.startswith("appointment"):
        logging.getLogger(name).setLevel(logging.ERROR)  # it logs each request, in colour

urlpatterns = [path("", include("appointment.urls"))]
