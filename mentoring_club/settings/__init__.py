"""Settings, read from the environment. Production refuses to start if anything important is missing.

`manage.py` and the tests start PostgreSQL and Redis with `mentoring_club.dev_services` before this is imported; nothing
here starts or looks for a service.
"""

from mentoring_club.admin_theme import unfold
from mentoring_club.settings.auth import *
from mentoring_club.settings.auth import SOCIAL_APPS
from mentoring_club.settings.club import *
from mentoring_club.settings.club import CLUB_NAME
from mentoring_club.settings.databases import *
from mentoring_club.settings.environment import BASE_DIR, ENVIRONMENT, env
from mentoring_club.settings.files import *
from mentoring_club.settings.integrations import *
from mentoring_club.settings.jobs import *
from mentoring_club.settings.logs import *
from mentoring_club.settings.security import *

DEBUG = ENVIRONMENT == "development"

INSTALLED_APPS = [
    "modeltrans",  # first, as other apps may use translated fields in ready()
    "mentoring_club.apps.ClubConfig",
    "demo",
    "insights",
    "data_protection",
    "announcements",
    "transfer",
    "safety",
    "matching",
    "mentorships",
    "directory",
    "feedback",
    "bookings",
    "calendars",
    "meetings",
    "mentors",
    "conversations",
    "club_pages",
    "accounts",
    "notifications",
    "outbox",
    "core",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.import_export",
    "mentoring_club.apps.ClubAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.redirects",
    "django.contrib.sessions",
    "django.contrib.sites",
    "mentoring_club.apps.ClubStaticFilesConfig",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_htmx",
    "django_countries",
    "heroicons",
    "import_export",
    *SOCIAL_APPS,
]

MIDDLEWARE = [
    "core.logs.request_line",
    "mentoring_club.metrics.measured",
    "core.middleware.any_host",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.headers",
    "core.middleware.ContentPolicy",  # above everything that uses the database, so that error pages have the policy
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.brief_visits",
    "accounts.middleware.SignInAgain",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.limited_posts",
    "accounts.middleware.whole_changes",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.staff_second_factor",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.reader_zone",
    "transfer.middleware.old_addresses",
    "core.middleware.bounded",
]

ROOT_URLCONF = "mentoring_club.urls"
WSGI_APPLICATION = "mentoring_club.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.templatetags.page_urls", "core.templatetags.clock"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.club",
                "accounts.context.to_read",
                "conversations.context.unread",
                "mentors.context.own_profile",
                "bookings.context.waiting",
                "bookings.context.held",
                "matching.context.to_answer",
            ],
        },
    }
]
FORM_RENDERER = "core.renderers.Renderer"
SITE_ID = 1  # of the addresses of the old site, which lead to the new one
CRISPY_TEMPLATE_PACK = "club"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("club", "unfold_crispy")  # the second is for our pages in the admin
CRISPY_FAIL_SILENTLY = False

# Language and time

# Each language with its own name. The first is the language of the source, and the fallback for the others. To add a
# language, add a line here and a folder in locale/; no migration is needed.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Berlin")
FORMAT_MODULE_PATH = ["core.formats"]

if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    RATE_LIMITS = env.bool("RATE_LIMITS", default=True)
    KEEP_PROFILES = env.bool("KEEP_PROFILES", default=False)  # factories bypass the services

UNFOLD = unfold(club_name=CLUB_NAME)
