"""Middleware: the reader's time zone, and headers for every page."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from core import zones

GetResponse = Callable[[HttpRequest], HttpResponse]

ZONE_COOKIE = "zone"


def zone_of(request: HttpRequest) -> zoneinfo.ZoneInfo:
    """The reader's zone: a member's own, else what the cookie remembers, else the club's."""
    name = getattr(request.user, "time_zone", "") or request.COOKIES.get(ZONE_COOKIE, "")
    return zoneinfo.ZoneInfo(name if name and zones.known(name) else settings.TIME_ZONE)


def reader_zone(get_response: GetResponse) -> GetResponse:
    """Render each page in the zone of the person who reads it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_of(request)):
            response = get_response(request)
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response

    return middleware


def headers(get_response: GetResponse) -> GetResponse:
    """What browsers must not do on the club's behalf, and what caches must not keep."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
