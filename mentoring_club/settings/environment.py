"""Access to the environment variables that every setting comes from."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

from core import zone_data

zone_data.use_locked()  # before any setting or module looks up a zone

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class Variables(FileAwareMapping):
    """The environment, where NAME_FILE may name a file with the value of NAME, as containers get secrets as files."""

    def __getitem__(self, key: str) -> str:
        try:
            value: str = super().__getitem__(key)
        except OSError as error:
            raise ImproperlyConfigured(f"{key}_FILE names a file that cannot be read: {error.strerror}.") from error
        return value.rstrip("\r\n")


env = environ.Env()
env.ENVIRON = Variables(cache=False)

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


def address(name: str, read: Callable[..., dict[str, Any]], **default: str) -> dict[str, Any]:
    """Parse the URL in the variable `name` with `read`, whose own errors could contain part of a password."""
    try:
        return read(name, **default)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} cannot be read as an address. In user and password, write % as %25, / as %2F, ? as %3F, # as %23."
        ) from None
