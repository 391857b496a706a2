"""Mentors' pages as visitors get them: drawn once in half a minute, and anew as soon as a time is taken or offered.

Changes of the profile itself may be seen half a minute later, as in the list.
"""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

from bookings.free_time import version_key
from directory.listing import PAGE_SECONDS
from mentors import directory_version


def token_to_come() -> str:
    """What stands for each visitor's token until a page is sent; a mentor cannot write it into a text."""
    return salted_hmac("directory.kept_profile", "token").hexdigest()


def versions(pk: int) -> list[str]:
    """The versions of a mentor's times and of who is listed; to be asked for before anything is read."""
    keys = [version_key(pk), directory_version.KEY]
    known = cache.get_many(keys)
    return [known.get(key, "") for key in keys]


def kept(key: str) -> dict[str, Any] | None:
    """What was kept under a key, if the mentor's times are still the same."""
    found = cache.get(key)
    if found is None:
        return None
    pk, version, page = found
    return page if version == versions(pk) else None


def keep(key: str, page: dict[str, Any], *, pk: int, version: list[str]) -> None:
    """Keep a page that was drawn from what was read after `version` was."""
    if getattr(settings, "KEEP_PROFILES", True):
        cache.set(key, (pk, version, page), PAGE_SECONDS)


def for_visitor(html: str, request: HttpRequest) -> SafeString:
    """Drawn HTML with the visitor's own token in its forms."""
    return mark_safe(html.replace(token_to_come(), get_token(request)))  # drawn by a template  # nosec B308
