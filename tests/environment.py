"""The environment of the tests, set before pytest-django reads the settings: PostgreSQL and Redis, real ones."""

import os

os.environ.setdefault("ENVIRONMENT", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_club.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread that makes the rows

from mentoring_club import local

local.provide()
(local.VAR / "static").mkdir(exist_ok=True)  # whitenoise warns where there is none
