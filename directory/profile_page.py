"""What a mentor's public page says besides the profile itself."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from bookings.presenters.clocks import mentor_time
from core.http import absolute
from core.zones import offset_label
from directory.topics import country_name
from directory.weeks import is_night
from feedback.models import Feedback
from meetings.providers.registry import title_of
from meetings.services import preference_of
from mentors import languages
from mentors.models import Mentor
from mentorships.models import Offer

MOST_QUOTES = 6
TOPICS_TO_NAME = 3
NO_MARKUP = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
SERVICES = {"zoom.us": "Zoom", "zoom.com": "Zoom", "meet.google.com": "Google Meet"}


@dataclass(frozen=True, slots=True)
class Time:
    """A start time.

    Attributes:
        at: its form in an address.
        offset: of the reader's zone, if their clock shows it twice.
        theirs: the mentor's time and place, if their clock differs.
    """

    starts_at: datetime
    at: str
    offset: str
    is_night: bool
    theirs: str


def times_of(starts: list[datetime], zone: ZoneInfo, *, mentor: Mentor) -> list[Time]:
    """Start times for the page. Two that look alike, when the clock goes back, also show their offset."""
    shown = Counter(start.astimezone(zone).strftime("%m-%d %H:%M") for start in starts)
    return [
        Time(
            start,
            f"{start:%Y-%m-%dT%H:%M:%SZ}",
            offset_label(zone, at=start) if shown[start.astimezone(zone).strftime("%m-%d %H:%M")] > 1 else "",
            is_night(start, zone),
            mentor_time(start, zone, mentor=mentor),
        )
        for start in starts
    ]


def meets_on(mentor: Mentor) -> str:
    """Where the mentor meets people, without revealing the link."""
    preference = preference_of(mentor)
    if title := title_of(preference.place):
        return title
    host = urlsplit(preference.url).hostname or ""
    if not host:
        return ""
    for domain, name in SERVICES.items():
        if host == domain or host.endswith("." + domain):
            return name
    return _("A video link of their own")


def offer(mentor: Mentor) -> Offer | None:
    """What a mentor offers over some weeks, if they do; without a query if it was loaded with the mentor."""
    found: Offer | None = getattr(mentor, "mentorship_offer", None)
    return found if settings.MENTORSHIPS and found and found.is_open and mentor.is_listed else None


def quotes(mentor: Mentor) -> list[Feedback]:
    """What mentees said, if both sides want it shown; newest first."""
    said = Feedback.objects.public().filter(given_to=mentor)
    return list(
        said.only("uuid", "helped", "language", "created_at", "usefulness").order_by("-published_at")[:MOST_QUOTES]
    )


def facts(mentor: Mentor) -> list[tuple[str, str]]:
    """Labels and values of the page's list of facts; only those that are known."""
    place = ", ".join(filter(None, [mentor.city, country_name(str(mentor.country)) if mentor.country else ""]))
    years = mentor.years_of_practice
    practice = _("%(years)s years") % {"years": years} if years > 1 else _("one year") if years else ""
    known = [
        (_("Speaks"), ", ".join(languages.name(code) for code in mentor.languages)),
        (_("Experience"), practice),
        (_("Lives in"), place),
        (_("Meets on"), meets_on(mentor)),
    ]
    return [(name, value) for name, value in known if value]


def json_ld(mentor: Mentor, *, topics: list[str]) -> SafeString:
    """The page for machines (schema.org ProfilePage), safe inside a script element."""
    person = {
        "@type": "Person",
        "name": mentor.user.display_name,
        "description": mentor.own_headline,
        "jobTitle": mentor.role,
        "worksFor": {"@type": "Organization", "name": mentor.company} if mentor.company else None,
        "knowsAbout": topics,
        "knowsLanguage": mentor.languages,
        "image": photo_address(mentor),
        "url": absolute(mentor.get_absolute_url()),
        "sameAs": mentor.links,
    }
    page = {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "mainEntity": {key: value for key, value in person.items() if value},
    }
    return mark_safe(json.dumps(page, ensure_ascii=False).translate(NO_MARKUP))  # no markup is left  # nosec B308


def words_to_post(mentor: Mentor) -> str:
    """What a mentor can write elsewhere to be found by people they know, with the address of their page."""
    topics = [topic.name_i18n for topic in mentor.topics.offered().order_by("category__position", "slug")]
    text = (
        _("I’m now a mentor at %(club)s. Want to talk about %(topics)s? Book an hour with me: it’s free.")
        if topics
        else _("I’m now a mentor at %(club)s. Want to talk something through? Book an hour with me: it’s free.")
    )
    named = get_text_list(topics[:TOPICS_TO_NAME], _("or"))
    return f"{text % {'club': settings.CLUB_NAME, 'topics': named}}\n{absolute(mentor.get_absolute_url())}"


def photo_address(mentor: Mentor) -> str:
    """The full address of the photo, "" without one."""
    url = mentor.photo_url(480)
    return absolute(url) if url.startswith("/") else url


def picture_address(mentor: Mentor) -> str:
    """The full address of a mentor's picture; the club's for those who can't be booked."""
    listed = mentor.is_listed
    return absolute(reverse("mentor_picture", args=[mentor.slug]) if listed else reverse("club_picture"))
