"""Email, the outbox and its workers. Every notice goes out through the outbox."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from core.addresses import sender
from mentoring_club.settings.club import CLUB_NAME, MAILBOX_DIR
from mentoring_club.settings.environment import BASE_DIR, PRODUCTION, address, env, needed

if PRODUCTION and not env.str("EMAIL_URL", default="") and not env.str("EMAIL_BACKEND", default=""):
    raise ImproperlyConfigured(
        "Set EMAIL_URL: smtp+tls://user:password@host:587, or EMAIL_BACKEND for a provider of anymail."
    )
if env.str("EMAIL_URL", default="") and env.str("EMAIL_BACKEND", default=""):
    raise ImproperlyConfigured("EMAIL_URL and EMAIL_BACKEND both say how to send email: leave one of them empty.")
if env.str("EMAIL_URL", default=""):
    vars().update(address("EMAIL_URL", env.email_url))
else:
    EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="notifications.filebased.EmailBackend")
    EMAIL_FILE_PATH = MAILBOX_DIR or str(BASE_DIR / "var" / "mail")
SENDS_NOTHING = (".console", ".dummy", ".filebased", ".locmem")  # backends of Django that do not send
if PRODUCTION and vars()["EMAIL_BACKEND"].rpartition(".")[0].endswith(SENDS_NOTHING):
    raise ImproperlyConfigured("EMAIL_URL sends no mail that way: name an SMTP server, or a provider in EMAIL_BACKEND.")
if PRODUCTION and vars()["EMAIL_BACKEND"].endswith(".smtp.EmailBackend") and not vars().get("EMAIL_HOST"):
    raise ImproperlyConfigured("EMAIL_URL names no host: write smtp+tls://user:password@host:587.")
has_password = vars().get("EMAIL_HOST_PASSWORD") and vars().get("EMAIL_HOST") not in ("localhost", "127.0.0.1", "::1")
if PRODUCTION and has_password and not (vars().get("EMAIL_USE_TLS") or vars().get("EMAIL_USE_SSL")):
    raise ImproperlyConfigured("EMAIL_URL would send its password in the clear: write smtp+tls:// or smtp+ssl://.")
ANYMAIL = env.json("ANYMAIL", default={})
if not isinstance(ANYMAIL, dict):
    raise ImproperlyConfigured('ANYMAIL is JSON like {"POSTMARK_SERVER_TOKEN": "…"}.')
# Sent by a mail provider with its reports of bounces, "name:password"; a list during rotation.
secrets = ANYMAIL.get("WEBHOOK_SECRET") or []
for secret in [secrets] if isinstance(secrets, str) else secrets:
    if PRODUCTION and (":" not in secret or len(secret) < 20):
        raise ImproperlyConfigured("WEBHOOK_SECRET in ANYMAIL is too weak: name:password, with 20 characters or more.")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = needed(
    "FROM_EMAIL", otherwise=f"{CLUB_NAME} <club@example.org>", why="the sender of the club's mail, Name <address>."
)
try:
    DEFAULT_FROM_EMAIL = SERVER_EMAIL = sender(DEFAULT_FROM_EMAIL)
except ValueError as no_sender:
    raise ImproperlyConfigured("FROM_EMAIL holds no mail address: write Name <address>.") from no_sender

NOTICE_PREFERENCES = "accounts:me"

# The outbox and its workers

CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "work"  # one of the lanes of the outbox
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "global_keyprefix": env.str("QUEUE", default="club") + ":",
    "queue_order_strategy": "priority",  # a worker for several lanes takes from the first that isn't empty
}
OUTBOX_LEASE = timedelta(minutes=5)
CELERY_TASK_TIME_LIMIT = int(OUTBOX_LEASE.total_seconds())  # a job never outlives its lease
OUTBOX_SWEEP = timedelta(seconds=env.float("OUTBOX_SWEEP_SECONDS", default=15))
CELERY_BEAT_SCHEDULER = "outbox.beat:Scheduler"
