"""External services: meeting providers and Google Calendar."""

from importlib import import_module
from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from meetings.providers import NAMES
from mentoring_club.settings.environment import PRODUCTION, env

# Each meeting provider reads its own settings.
for name in NAMES:
    if find_spec(f"meetings.providers.{name}.settings"):
        vars().update(import_module(f"meetings.providers.{name}.settings").read(env, production=PRODUCTION))

# Google calendars that mentors have connected, for busy times and for Google Meet

GOOGLE_CALENDAR = env.bool("GOOGLE_CALENDAR", default=False)
GOOGLE_CALENDAR_URL = env.str("GOOGLE_CALENDAR_URL", default="https://www.googleapis.com/calendar/v3").rstrip("/")
GOOGLE_TOKEN_URL = env.str("GOOGLE_TOKEN_URL", default="https://oauth2.googleapis.com/token")
if GOOGLE_CALENDAR and not env.str("GOOGLE_CLIENT_ID", default=""):
    raise ImproperlyConfigured("GOOGLE_CALENDAR needs GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET.")
SOCIALACCOUNT_STORE_TOKENS = GOOGLE_CALENDAR

for url in (GOOGLE_CALENDAR_URL, GOOGLE_TOKEN_URL):
    if PRODUCTION and not url.startswith("https://"):
        raise ImproperlyConfigured("GOOGLE_CALENDAR_URL and GOOGLE_TOKEN_URL begin with https://.")
