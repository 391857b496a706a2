"""Codes that members type from an email: derived from a random nonce, so that no table holds one."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings

from core.tokens import derived_code

PURPOSE = "account"


def new_nonce() -> str:
    """A random value that the session and the notice hold instead of a code."""
    return secrets.token_urlsafe(16)


def code_of(nonce: str) -> str:
    """The code that is sent for a nonce; "" for an empty nonce."""
    return derived_code(PURPOSE, nonce) if nonce else ""


def runs_out(now: datetime) -> datetime:
    """When a code that was requested at `now` stops working."""
    return now + timedelta(seconds=settings.CODE_SECONDS)
