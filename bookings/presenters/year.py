"""What a mentor gave: in a year, said around its end, and in all, said when they leave."""

from datetime import datetime, timedelta

from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import Booking
from mentors.models import Mentor

HOUR = timedelta(hours=1)
DECEMBER, JANUARY = 12, 1


def all_given(mentor: Mentor, *, now: datetime) -> str:
    """What the mentor gave in all; "" below an hour."""
    given = _sum(Booking.objects.filter(mentor=mentor), now=now)
    return _("You gave %(hours)s to %(people)s.") % given if given else ""


def year_given(mentor: Mentor, *, now: datetime) -> str:
    """What the mentor gave this year (in December) or last year (in January); "" otherwise, or below an hour."""
    today = timezone.localdate(now)
    if today.month not in (DECEMBER, JANUARY):
        return ""
    year = today.year if today.month == DECEMBER else today.year - 1
    begins, ends = (timezone.make_aware(datetime(each, 1, 1)) for each in (year, year + 1))  # noqa: DTZ001  (aware at once)
    given = _sum(Booking.objects.filter(mentor=mentor, starts_at__gte=begins, starts_at__lt=ends), now=now)
    if not given:
        return ""
    words = given | {"year": year}
    if today.month == DECEMBER:
        return _("This year you gave %(hours)s to %(people)s. Thank you.") % words
    return _("In %(year)d you gave %(hours)s to %(people)s. Thank you.") % words


def _sum(bookings: QuerySet[Booking], *, now: datetime) -> dict[str, object]:
    """Hours and people of the sessions that were held, in words; nothing below an hour."""
    held = bookings.held(at=now)  # type: ignore[attr-defined]
    given = held.aggregate(time=Sum(F("ends_at") - F("starts_at")), people=Count("mentee", distinct=True))
    hours = round((given["time"] or timedelta()) / HOUR)
    if not hours:
        return {}
    return {
        "hours": ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours},
        "people": ngettext("%(count)d person", "%(count)d people", given["people"]) % {"count": given["people"]},
    }
