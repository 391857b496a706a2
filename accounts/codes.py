"""Codes that members enter from an email: derived from a random nonce, so that no table holds one.

The odds of guessing one of a million: five guesses at each code and thirty codes a day for one address, that is 150
guesses, or 1 in 6,700 a day (1 in 20,000 from one network), while its owner gets thirty emails that they didn't ask
for. Once those are used up, each further site gets two more codes, 1 in 100,000. And whoever tries many addresses has
200 guesses a day from one network, 1 in 5,000 that any of them fits.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from core.ratelimit import Limit, network_of
from core.tokens import derived_code

PURPOSE = "account"
# allauth counts wrong guesses in the session, which parallel requests read before any of them has written to it.
GUESSES = Limit("code-guess", times=settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS, seconds=settings.CODE_SECONDS)
A_DAY = 24 * 60 * 60
GUESSES_FROM_NETWORK = Limit("code-guess-network", times=200, seconds=A_DAY)
# Emails to one address that someone asked for: at once, and in a day, from one network; and in a day from all.
MAILS_AT_ONCE = Limit("asked-mail-at-once", times=3, seconds=60)
MAILS_FROM_NETWORK = Limit("asked-mail-network", times=10, seconds=A_DAY)
MAILS = Limit("asked-mail", times=30, seconds=A_DAY)
MAILS_STILL = Limit("asked-mail-still", times=2, seconds=A_DAY)  # from one site, after strangers have used up `MAILS`


def may_mail(address: str, request: HttpRequest) -> bool:
    """Count one email that this request wants sent to `address`, with or without an account, and say if it may go.

    Whoever floods a mailbox is stopped, but does not keep its owner from getting a code at home.
    """
    mailbox = address.lower()
    here, site = (f"{network_of(request, prefix=prefix)} {mailbox}" for prefix in (64, 48))
    if not (MAILS_AT_ONCE.allows(here) and MAILS_FROM_NETWORK.allows(here)):
        return False
    return MAILS.allows(mailbox) or MAILS_STILL.allows(site)


def may_guess(nonce: str, request: HttpRequest) -> bool:
    """Count one guess at the code of a nonce, and say if it may be looked at."""
    return GUESSES.allows(nonce) and GUESSES_FROM_NETWORK.allows(network_of(request))


def new_nonce() -> str:
    """A random value that the session and the notice hold instead of a code."""
    return secrets.token_urlsafe(16)


def code_of(nonce: str) -> str:
    """The code that is sent for a nonce; "" for an empty nonce."""
    return derived_code(PURPOSE, nonce) if nonce else ""


def runs_out(now: datetime) -> datetime:
    """When a code that was requested at `now` stops working."""
    return now + timedelta(seconds=settings.CODE_SECONDS)
