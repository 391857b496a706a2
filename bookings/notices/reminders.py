"""Reminders a day and an hour before."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.hooks import asides
from bookings.models import BookingStatus
from bookings.notices.booking_mail import BookingMail, booking_mail
from notifications.mail_content import MailContent, NoticeContext, NoticeObsolete, notice

HOUR = timedelta(hours=1)


@notice(
    "booking_reminder_day",
    title=gettext_lazy("Reminder a day before"),
    label=gettext_lazy("A reminder the day before a booking"),
)
def booking_reminder_day(context: NoticeContext) -> MailContent:
    """To both, 24 hours before."""
    mail = _coming(context)
    if mail.booking.starts_at - context.now <= HOUR:
        raise NoticeObsolete("too late, the reminder of the last hour is due")
    return _reminder(mail, _("Reminder: %(when)s with %(name)s"), _("You’re meeting %(name)s soon"))


@notice(
    "booking_reminder_hour",
    title=gettext_lazy("Reminder an hour before"),
    label=gettext_lazy("A reminder an hour before a booking"),
)
def booking_reminder_hour(context: NoticeContext) -> MailContent:
    """To both, an hour before."""
    return _reminder(_coming(context), _("In one hour: %(name)s, %(when)s"), _("You’re meeting %(name)s in an hour"))


def _coming(context: NoticeContext) -> BookingMail:
    mail = booking_mail(context, BookingStatus.CONFIRMED)
    if mail.booking.starts_at != datetime.fromisoformat(context.data["starts_at"]):
        raise NoticeObsolete("the booking was moved")
    if mail.booking.starts_at <= context.now:
        raise NoticeObsolete("the booking has started")
    return mail


def _reminder(mail: BookingMail, subject: str, heading: str) -> MailContent:
    booking = mail.booking
    return MailContent(
        subject=subject % mail.subject_words,
        heading=heading % mail.words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=mail.join,
        quote=mail.topic,
        facts=(*_beside(mail), *mail.preparation, *mail.facts),
        links=(mail.action, *mail.calendar_links[-1:]),
    )


def _beside(mail: BookingMail) -> list[tuple[str, str]]:
    found = asides(mail.booking, mail.reader, now=mail.context.now)
    return [(aside.title, "\n".join(f"• {line}" for line in aside.lines)) for aside in found if aside.lines]
