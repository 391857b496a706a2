"""Emails about what the two want to talk about."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Booking
from core.dates import short_datetime
from mentorships.models import MentorshipState
from mentorships.notices.mentorship_mail import DAILY, mail_of
from notifications.mail_content import MailContent, NoticeContext, NoticeObsolete, notice


@notice(
    "mentorship_agenda_empty",
    title=gettext_lazy("Nothing to talk about yet"),
    label=gettext_lazy("A question two days before a meeting with nothing on its agenda"),
    daily=DAILY,
)
def mentorship_agenda_empty(context: NoticeContext) -> MailContent:
    """To the mentee, two days before a meeting: what they would like to talk about."""
    mail = mail_of(context, MentorshipState.FORMING, MentorshipState.ACTIVE)
    if mail.row.agenda.open().exists():
        raise NoticeObsolete("something is on the agenda by now")
    booking = Booking.objects.confirmed().filter(uuid=context.data["booking"]).first()
    if (
        booking is None
        or booking.starts_at.isoformat() != context.data["starts_at"]
        or booking.starts_at <= context.now
    ):
        raise NoticeObsolete("the meeting was cancelled, moved or has begun")
    words = mail.words | {"when": short_datetime(booking.starts_at)}
    return MailContent(
        subject=_("What would you like to talk to %(name)s about?") % mail.subject_words,
        heading=_("What would you like to talk about?"),
        lines=(
            _("You’re meeting %(name)s, %(when)s, and nothing is on your agenda yet.") % words,
            _("One question is enough to make it a good hour. You both find it in the reminder."),
        ),
        action=mail.link(_("Write it down"), f"{mail.row.get_absolute_url()}#agenda"),
    )
