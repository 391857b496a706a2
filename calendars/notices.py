"""Emails to a mentor about their outside calendars."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendars.models import OutsideCalendar
from core.dates import short_datetime
from core.http import absolute
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("calendar_unreadable", title=gettext_lazy("A calendar we can’t read"))
def calendar_unreadable(context: NoticeContext) -> MailContent:
    """To the mentor: a calendar has been unreadable for two days, so its busy times no longer block bookings."""
    calendar: OutsideCalendar = context.about
    if not calendar.warned_at or calendar.failing_since is None:
        raise NoticeObsolete("it can be read again")
    words = {"calendar": calendar.shown_as, "since": short_datetime(calendar.failing_since)}
    if calendar.read_at is None:
        lines = [_("We haven’t been able to read it once since you added it on %(since)s.") % words]
    else:
        lines = [
            _("We haven’t been able to read it since %(since)s. What it last showed counted for two more days.")
            % words,
            _("It no longer counts, so people can book you at times when only this calendar shows you as busy."),
        ]
    return MailContent(
        subject=_("We can’t read your calendar: %(calendar)s") % words,
        heading=_("We can’t read one of your calendars"),
        action=Link(_("Go to my calendars"), absolute(reverse("calendars:list"))),
        lines=(*lines, str(calendar.get_problem_display())),
        facts=((_("Calendar"), calendar.shown_as),),
        more=(_("We’ll keep trying. If you no longer need the calendar, remove it from the club."),),
    )
