"""Codes that members type from an email: derived from a random nonce, so that no table holds one."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from core.ratelimit import Limit, network_of
from core.tokens import derived_code

PURPOSE = "account"
# allauth counts wrong guesses in the session, which parallel requests read before any of them has written to it.
GUESSES = Limit("code-guess", times=settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS, seconds=settings.CODE_SECONDS)
MAILS = Limit("asked-mail", times=30, seconds=24 * 60 * 60)  # to one address
MAILS_FROM_NETWORK = Limit("asked-mail-network", times=10, seconds=24 * 60 * 60)  # of those, from one network


def may_mail(address: str, request: HttpRequest) -> bool:
    """Count one email that this request wants sent to `address`, with or without an account, and say if it may go."""
    mailbox = address.lower()
    return MAILS_FROM_NETWORK.allows(f"{network_of(request)} {mailbox}") and MAILS.allows(mailbox)


def new_nonce() -> str:
    """A random value that the session and the notice hold instead of a code."""
    return secrets.token_urlsafe(16)


def code_of(nonce: str) -> str:
    """The code that is sent for a nonce; "" for an empty nonce."""
    return derived_code(PURPOSE, nonce) if nonce else ""


def runs_out(now: datetime) -> datetime:
    """When a code that was requested at `now` stops working."""
    return now + timedelta(seconds=settings.CODE_SECONDS)
