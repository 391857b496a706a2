"""Context for every page."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language

from core import languages


def club(request: HttpRequest) -> dict[str, object]:
    """The club's name and year, the reader's zone, and this page's address in each language: (code, own name, URL).

    For a page that exists in one language only, such as the mailbox, the list of addresses is empty.
    """
    here = request.get_full_path()
    tongue = get_language()
    addresses = [
        (code, name, settings.SITE_URL + (here if code == tongue else translate_url(here, code)))
        for code, name in settings.LANGUAGES
    ]
    has_tongues = len({address for _code, _name, address in addresses}) > 1
    return {
        "CLUB_NAME": settings.CLUB_NAME,
        "MENTORSHIPS": settings.MENTORSHIPS,
        "CLUB_SINCE": settings.CLUB_SINCE,
        "ENVIRONMENT": settings.ENVIRONMENT,
        "ZONE_NAME": timezone.get_current_timezone_name(),
        "ALTERNATES": addresses if has_tongues else [],
        "CANONICAL": settings.SITE_URL + request.path,
        "CLUB_PICTURE": settings.SITE_URL + reverse("club_picture"),
        "OG_LOCALE": languages.with_territory(tongue or settings.LANGUAGE_CODE),
    }
