"""Mails to a mentor about their outside calendars."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendars.models import OutsideCalendar
from core.dates import short_datetime
from core.http import absolute
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("calendar_unreadable", title=gettext_lazy("A calendar that cannot be read"))
def calendar_unreadable(context: NoticeContext) -> MailContent:
    """To the mentor: a calendar has been unreadable for two days, so its busy times no longer block bookings."""
    calendar: OutsideCalendar = context.about
    if not calendar.warned_at or calendar.failing_since is None:
        raise NoticeObsolete("it can be read again")
    words = {"calendar": calendar.shown_as, "since": short_datetime(calendar.failing_since)}
    if calendar.read_at is None:
        lines = [_("Since you added it on %(since)s, we have not been able to read it once.") % words]
    else:
        lines = [
            _("Since %(since)s we have not been able to read it. What it last said counted for two days more.") % words,
            _("Now it counts no longer: people can book you when only this calendar says no."),
        ]
    return MailContent(
        subject=_("We cannot read your calendar %(calendar)s") % words,
        heading=_("We cannot read one of your calendars"),
        action=Link(_("To your calendars"), absolute(reverse("calendars:list"))),
        lines=(*lines, str(calendar.get_problem_display())),
        facts=((_("Calendar"), calendar.shown_as),),
        more=(_("We keep trying. If you do not need it any more, remove it there."),),
    )
