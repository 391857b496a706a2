"""Who makes rooms for bookings, besides the operator's Jitsi and the links of mentors."""

from django.core.exceptions import ImproperlyConfigured

from mentoring_club.settings.environment import PRODUCTION, env

# Zoom, by a server-to-server app of the club's own account

ZOOM_ACCOUNT_ID = env.str("ZOOM_ACCOUNT_ID", default="")
ZOOM_CLIENT_ID = env.str("ZOOM_CLIENT_ID", default="")
ZOOM_CLIENT_SECRET = env.str("ZOOM_CLIENT_SECRET", default="")
ZOOM_HOSTS = env.list("ZOOM_HOSTS", default=["me"])
ZOOM_URL = env.str("ZOOM_URL", default="https://api.zoom.us/v2").rstrip("/")
ZOOM_OAUTH_URL = env.str("ZOOM_OAUTH_URL", default="https://zoom.us/oauth/token")
if ZOOM_ACCOUNT_ID and not (ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET):
    raise ImproperlyConfigured("ZOOM_ACCOUNT_ID needs ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET of the same app.")
if not ZOOM_HOSTS:
    raise ImproperlyConfigured("ZOOM_HOSTS names the Zoom users who hold the meetings, separated by commas.")

# Google Meet, in the calendars of mentors who have let the club in

GOOGLE_CALENDAR = env.bool("GOOGLE_CALENDAR", default=False)
GOOGLE_CALENDAR_URL = env.str("GOOGLE_CALENDAR_URL", default="https://www.googleapis.com/calendar/v3").rstrip("/")
GOOGLE_TOKEN_URL = env.str("GOOGLE_TOKEN_URL", default="https://oauth2.googleapis.com/token")
if GOOGLE_CALENDAR and not env.str("GOOGLE_CLIENT_ID", default=""):
    raise ImproperlyConfigured("GOOGLE_CALENDAR needs GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET.")
SOCIALACCOUNT_STORE_TOKENS = GOOGLE_CALENDAR

for url in (ZOOM_URL, ZOOM_OAUTH_URL, GOOGLE_CALENDAR_URL, GOOGLE_TOKEN_URL):
    if PRODUCTION and not url.startswith("https://"):
        raise ImproperlyConfigured(
            "ZOOM_URL, ZOOM_OAUTH_URL, GOOGLE_CALENDAR_URL and GOOGLE_TOKEN_URL begin with https://."
        )
