"""What every test stands on: PostgreSQL and Redis, real ones."""

import os

os.environ.setdefault("ENVIRONMENT", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring_club.settings")

from mentoring_club import local

local.provide()
