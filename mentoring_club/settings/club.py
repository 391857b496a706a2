"""Which club this is: name, secret, addresses, contacts."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from core.addresses import sender
from mentoring_club.settings.environment import PRODUCTION, env, needed

SECRET_KEY = needed(
    "SECRET_KEY", otherwise="not-a-secret-" * 5, why="at least 50 random characters that nobody else knows."
)
repeats = SECRET_KEY in (SECRET_KEY * 2)[1:-1]  # a repeated pattern
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or repeats):
    raise ImproperlyConfigured("SECRET_KEY is too weak: use at least 50 random characters.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = needed("SITE_URL", otherwise="http://localhost:8000", why="the club's public address, https://….")
SITE_URL = SITE_URL.rstrip("/")
if PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL begins with https:// in production: links in mails lead there.")
hosts = needed(
    "ALLOWED_HOSTS",
    otherwise="localhost,127.0.0.1,[::1],testserver",
    why="the host names of this club, separated by commas.",
)
ALLOWED_HOSTS = hosts.replace(",", " ").split()
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS names the hosts of this club one by one, separated by commas; * is none.")
if PRODUCTION and not validate_host(urlsplit(SITE_URL).hostname or "", ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS lacks the host of SITE_URL: links in mails would be refused.")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)
CLUB_NAME = env.str("CLUB_NAME", default="The Mentoring Club")
CLUB_SINCE = env.str("CLUB_SINCE", default="")
if CLUB_SINCE and not re.fullmatch("[12][0-9]{3}", CLUB_SINCE):
    raise ImproperlyConfigured("CLUB_SINCE is the year in which the club began, such as 2020, or empty.")
TEAM_EMAIL = needed("TEAM_EMAIL", otherwise="team@example.org", why="where mail to the club team goes.")
try:
    TEAM_EMAIL = sender(TEAM_EMAIL)
except ValueError as no_address:
    raise ImproperlyConfigured("TEAM_EMAIL holds no mail address.") from no_address
IMPRINT = env.str("IMPRINT", default="")
MAX_COMING_BOOKINGS = env.int("MAX_COMING_BOOKINGS", default=5)
MAX_BOOKINGS_A_WEEK = env.int("MAX_BOOKINGS_A_WEEK", default=3)
MAX_COMING_WITH_ONE_MENTOR = env.int("MAX_COMING_WITH_ONE_MENTOR", default=2)
NEW_MEMBER_BOOKINGS = env.int("NEW_MEMBER_BOOKINGS", default=2)
if min(MAX_COMING_BOOKINGS, MAX_BOOKINGS_A_WEEK, MAX_COMING_WITH_ONE_MENTOR, NEW_MEMBER_BOOKINGS) < 1:
    raise ImproperlyConfigured(
        "MAX_COMING_BOOKINGS, MAX_BOOKINGS_A_WEEK, MAX_COMING_WITH_ONE_MENTOR and NEW_MEMBER_BOOKINGS are 1 or more: "
        "else nobody can book."
    )
MOVE_HOURS = env.int("MOVE_HOURS", default=12)
CANCEL_HOURS = env.int("CANCEL_HOURS", default=0)
if MOVE_HOURS < 0 or CANCEL_HOURS < 0:
    raise ImproperlyConfigured("MOVE_HOURS and CANCEL_HOURS are hours before the start: 0 or more.")
RECONFIRM_HOURS = env.int("RECONFIRM_HOURS", default=48)
UNCONFIRMED_HOURS = env.int("UNCONFIRMED_HOURS", default=12)
if RECONFIRM_HOURS and not 0 < UNCONFIRMED_HOURS < RECONFIRM_HOURS:
    raise ImproperlyConfigured("UNCONFIRMED_HOURS are hours before the start, fewer than RECONFIRM_HOURS: 12 and 48.")
WAITLIST_AT_ONCE = env.int("WAITLIST_AT_ONCE", default=3)
WAITLIST_HEAD_START = env.int("WAITLIST_HEAD_START", default=6)
if WAITLIST_AT_ONCE < 1 or WAITLIST_HEAD_START < 1:
    raise ImproperlyConfigured("WAITLIST_AT_ONCE is a number of people, WAITLIST_HEAD_START of hours: 1 or more.")
VETTING_READERS = env.int("VETTING_READERS", default=2)
if VETTING_READERS < 1:
    raise ImproperlyConfigured(
        "VETTING_READERS is how many volunteers read an application before a decision: 1 or more."
    )
MENTORSHIPS = env.bool("MENTORSHIPS", default=True)
MAX_MENTORSHIPS = env.int("MAX_MENTORSHIPS", default=1)
if MAX_MENTORSHIPS < 1:
    raise ImproperlyConfigured("MAX_MENTORSHIPS is how many a mentee can have at a time: 1 or more.")
CLOCK_FILE = env.str("CLOCK_FILE", default="")
if PRODUCTION and CLOCK_FILE:
    raise ImproperlyConfigured("CLOCK_FILE moves the clock; it is for tests and must not be set in production.")
MAILBOX_DIR = env.str("MAILBOX_DIR", default="")
if PRODUCTION and MAILBOX_DIR:
    raise ImproperlyConfigured(
        "MAILBOX_DIR shows every mail to everybody; it is for the demo and must not be set in production."
    )
CALENDARS_ALSO_AT: frozenset[tuple[str, int]] = frozenset(
    (host.strip("[]"), int(port))
    for host, _colon, port in (place.rpartition(":") for place in env.list("CALENDARS_ALSO_AT", default=[]))
)
if PRODUCTION and CALENDARS_ALSO_AT:
    raise ImproperlyConfigured(
        "CALENDARS_ALSO_AT opens addresses that are not public; it is for tests and must not be set in production."
    )
