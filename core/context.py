"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import timezone


def club(request: HttpRequest) -> dict[str, object]:
    """The club's name, the reader's zone, and this page's address in each language as (code, absolute URL)."""
    here = request.get_full_path()
    return {
        "CLUB_NAME": settings.CLUB_NAME,
        "ENVIRONMENT": settings.ENVIRONMENT,
        "ZONE_NAME": timezone.get_current_timezone_name(),
        "ALTERNATES": [(code, settings.SITE_URL + translate_url(here, code)) for code, _name in settings.LANGUAGES],
        "CANONICAL": settings.SITE_URL + request.path,
    }
