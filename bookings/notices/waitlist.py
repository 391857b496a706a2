"""Emails about new openings to members on a waiting list."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import WaitlistEntry
from bookings.openings import openings_for
from core.dates import formatted
from core.http import absolute
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("waiting_openings", title=gettext_lazy("New times for your waiting list"))
def waiting_openings(context: NoticeContext) -> MailContent:
    """To a member on the waiting list: the mentor has new openings."""
    entry: WaitlistEntry = context.about
    times = _still_free(entry, context)
    if not times:
        raise NoticeObsolete("the openings are gone by now")
    mentor = entry.mentor
    words = {"name": mentor.user.display_name}
    page = absolute(mentor.get_absolute_url())
    return MailContent(
        subject=_("%(name)s has time again") % words,
        heading=_("%(name)s has time again") % words,
        action=Link(_("Pick a time"), f"{page}#calendar"),
        lines=(
            _("You asked us to let you know. You’re among the first to hear. We’ll tell the others a few hours later.")
            + " "
            + _("We don’t hold a time for you: whoever books first gets it."),
        ),
        facts=tuple((date_format(localtime(start), "l"), _day_and_time(start)) for start in times),
        links=(
            Link(_("Change what suits you, or leave the list"), absolute(reverse("bookings:wait", args=[mentor.slug]))),
        ),
    )


def _day_and_time(at: datetime) -> str:
    here = localtime(at)
    return f"{formatted(here, 'MONTH_DAY_FORMAT')}, {formatted(here, 'TIME_FORMAT')}"


def _still_free(entry: WaitlistEntry, context: NoticeContext) -> list[datetime]:
    told = sorted(datetime.fromisoformat(text) for text in context.data["starts"])
    kind = entry.mentor.session_types.offered().order_by("minutes").first()
    if kind is None or not told:
        return []
    free = openings_for(
        entry.mentor,
        kind,
        after=told[0],
        before=told[-1] + timedelta(minutes=1),
        viewer=context.recipient,
        now=context.now,
    )
    return [start for start in told if start in set(free)]
