"""The time on the mentor's clock, beside the reader's."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.dates import written
from core.zones import city
from mentors.models import Mentor


def theirs(start: datetime, zone: tzinfo, *, mentor: Mentor) -> str:
    """The time by the mentor's clock and where that is: “16:30 in Durban”, with the day where it's another one.

    "" if the clock in the reader's `zone` shows the same.
    """
    here, there = start.astimezone(zone), start.astimezone(ZoneInfo(mentor.user.time_zone))
    if here.utcoffset() == there.utcoffset():
        return ""
    time = written(there, "TIME_FORMAT")
    if here.date() != there.date():
        time = f"{written(there, 'D')} {time}"
    place = mentor.city or city(mentor.user.time_zone, get_language() or settings.LANGUAGE_CODE)
    return _("%(time)s in %(place)s") % {"time": time, "place": place}
