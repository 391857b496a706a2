"""Middleware: the reader's time zone, headers for every page, hosts for probes, and a limit on request size."""

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from core import dates, zones

GetResponse = Callable[[HttpRequest], HttpResponse]

PROBED = ("/health/", "/metrics")
READ_AT_MOST, CHUNK = 64 * 1024 * 1024, 64 * 1024  # bytes


def zone_of(request: HttpRequest) -> zoneinfo.ZoneInfo:
    """The reader's zone: a member's own, else the one in the cookie, else the club's."""
    name = getattr(request.user, "time_zone", "") or request.COOKIES.get(settings.ZONE_COOKIE_NAME, "")
    return zoneinfo.ZoneInfo(name if name and zones.known(name) else settings.TIME_ZONE)


def reader_zone(get_response: GetResponse) -> GetResponse:
    """Render each page in the reader's time zone, with their 12-hour or 24-hour clock."""

    def middleware(request: HttpRequest) -> HttpResponse:
        zone, clock = zone_of(request), getattr(request.user, "clock", "")
        with timezone.override(zone), dates.reading(clock, language=get_language() or "", zone=zone.key):
            response = get_response(request)
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response

    return middleware


class ContentPolicy(CSPMiddleware):
    """Add the club's content security policy, composed once; only a view with a policy of its own gets another."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG or any(name.startswith("_csp") for name in (*vars(response), *vars(request))):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


def headers(get_response: GetResponse) -> GetResponse:
    """Add headers that restrict browsers, and keep members' pages out of caches and links with a token out of searches.

    Public responses are the same for every reader, so they don't vary by cookie.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        # Don't look up the user after an error: that would be another query.
        match = request.resolver_match
        if match is not None and "token" in match.kwargs:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"  # anyone with the link has access
        if response.status_code >= 500 or (getattr(request, "user", None) and request.user.is_authenticated):
            response.headers.setdefault("Cache-Control", "private, no-store")
        if "public" in response.get("Cache-Control", ""):  # else browsers refetch photos after each new cookie
            response.headers["Vary"] = "Accept-Language"
        return response

    return middleware


def any_host(get_response: GetResponse) -> GetResponse:
    """Let probes use any host name: health checks and metrics don't depend on it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PROBED):
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
        return get_response(request)

    return middleware


def bounded(get_response: GetResponse) -> GetResponse:
    """Refuse a request larger than `settings.LARGEST_REQUEST` before any of it is parsed or written to disk.

    The body is read and discarded, up to a size that someone might send by mistake: a client that is still sending
    does not see the response.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0  # so that Django reads nothing
        if length > settings.LARGEST_REQUEST:
            left = min(length, READ_AT_MOST)
            while left > 0 and (chunk := request.read(CHUNK)):
                left -= len(chunk)
            raise RequestDataTooBig("The request is larger than LARGEST_REQUEST.")
        return get_response(request)

    return middleware
