"""The mentor's local time, beside the reader's."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.dates import formatted
from core.zones import city
from mentors.models import Mentor


def mentor_time(start: datetime, zone: tzinfo, *, mentor: Mentor) -> str:
    """The mentor's local time and place, such as “16:30 in Durban”, with the weekday if the dates differ.

    "" if it's the same time in the reader's `zone`.
    """
    here, there = start.astimezone(zone), start.astimezone(ZoneInfo(mentor.user.time_zone))
    if here.utcoffset() == there.utcoffset():
        return ""
    time = formatted(there, "TIME_FORMAT")
    if here.date() != there.date():
        time = f"{formatted(there, 'D')} {time}"
    place = mentor.city or city(mentor.user.time_zone, get_language() or settings.LANGUAGE_CODE)
    return _("%(time)s in %(place)s") % {"time": time, "place": place}
