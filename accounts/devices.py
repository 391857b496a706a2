"""Which browsers a member has signed in with: a signed cookie says it, and no table holds it.

It has a mark for each of the last few members, which is derived from who they are: it names no one, and a mark of one
installation says nothing to another. No property of the browser is measured.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from accounts.models import User

SALT = "accounts.devices"
TWO_YEARS = 2 * 365 * 24 * 60 * 60
MOST_MEMBERS = 8  # that share a browser


def is_known(request: HttpRequest, user: "User") -> bool:
    """Whether the member has signed in with this browser before."""
    return _mark(user) in _marks(request)


def remember(request: HttpRequest, response: HttpResponseBase, user: "User") -> None:
    """Know the member in this browser for two years from now on."""
    mark = _mark(user)
    marks = [mark, *(each for each in _marks(request) if each != mark)][:MOST_MEMBERS]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(marks, salt=SALT),
        max_age=TWO_YEARS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    try:
        found = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=TWO_YEARS)
    except signing.BadSignature:
        return []
    return [str(mark) for mark in found] if isinstance(found, list) else []


def _mark(user: "User") -> str:
    return salted_hmac(SALT, str(user.uuid), algorithm="sha256").hexdigest()[:16]
