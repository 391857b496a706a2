"""Codes that members type from a mail: derived from a random nonce, so that no table holds one."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings

from core.tokens import derived_code

PURPOSE = "account"


def new_nonce() -> str:
    """What stands in the session and in the notice in place of a code."""
    return secrets.token_urlsafe(16)


def code_of(nonce: str) -> str:
    """The code that belongs to a nonce, as it is mailed; "" has none."""
    return derived_code(PURPOSE, nonce) if nonce else ""


def runs_out(now: datetime) -> datetime:
    """When a code asked for at `now` stops working."""
    return now + timedelta(seconds=settings.CODE_SECONDS)
