"""Access to the environment variables that every setting comes from."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

ENVIRONMENT = env.str("ENVIRONMENT", default="production")
PRODUCTION = ENVIRONMENT == "production"
if ENVIRONMENT not in {"production", "demo", "development", "test"}:
    raise ImproperlyConfigured("ENVIRONMENT is one of production, demo, development, test.")


def needed(name: str, *, otherwise: str, why: str) -> str:
    """The variable `name`, which must be set in production; elsewhere it defaults to `otherwise`."""
    value: str = env.str(name, default="" if PRODUCTION else otherwise).strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {why}")
    return value
