"""The email about several meetings that were booked at once."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bookings import ical
from bookings.models import Booking
from core.dates import short_datetime
from core.http import absolute
from mentorships.models import MentorshipState
from mentorships.notices.mentorship_mail import mail_of
from notifications.mail_content import Attachment, Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("mentorship_series", title=gettext_lazy("Several meetings booked"))
def mentorship_series(context: NoticeContext) -> MailContent:
    """To both: those of the meetings booked at once that are still on, and a file with all of them."""
    mail = mail_of(context, *(state for state in MentorshipState if state != MentorshipState.ENDED))
    rows = Booking.objects.confirmed().filter(uuid__in=context.data["bookings"]).ending_after(context.now)
    booked = list(rows.with_people().order_by("starts_at"))
    if not booked or context.recipient is None:
        raise NoticeObsolete("none of them is on any more")
    number = len(booked)
    said = ngettext(
        "You’ll meet %(name)s once: %(first)s", "You’ll meet %(name)s %(number)d times, from %(first)s on", number
    )
    first = short_datetime(booked[0].starts_at)
    content = ical.several(booked, reader=context.recipient, now=context.now)
    return MailContent(
        subject=said % (mail.subject_words | {"number": number, "first": first}),
        heading=said % (mail.words | {"number": number, "first": first}),
        lines=(
            _("Each is a booking of its own: you can move or cancel one, and the others stay."),
            _("Open the attached file to add them to your calendar."),
        ),
        facts=tuple(
            (short_datetime(each.starts_at), Link(_("Open the booking"), absolute(each.get_absolute_url())))
            for each in booked
        ),
        action=mail.link(_("Open your mentorship")),
        attachments=(Attachment("meetings.ics", content, "text/calendar"),),
    )
