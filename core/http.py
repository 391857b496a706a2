"""Small helpers for views."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import User


class MemberRequest(HttpRequest):
    """A request whose view requires a signed-in member."""

    user: "User"
    htmx: "HtmxDetails"


def safe_next(request: HttpRequest, *, default: str) -> str:
    """The `next` address of the request if it is on this site, else `default`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if is_on_site(request, target) else default


def is_on_site(request: HttpRequest, target: str) -> bool:
    """Whether a URL from a request is on this site: a path from its root, or a URL with its host."""
    if not target.startswith(("/", f"{request.scheme}://")):
        return False  # redirect() would take a bare word for a URL name
    if not target.isprintable():
        return False  # no valid URL contains control characters
    return url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def absolute(path: str) -> str:
    """`path` on the club's public address (`settings.SITE_URL`), for emails and calendar files."""
    return settings.SITE_URL + path
