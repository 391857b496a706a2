"""Emails about bookings whose local time has changed."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import BookingStatus
from bookings.notices.booking_mail import booking_mail
from core.dates import formatted, short_datetime
from notifications.mail_content import MailContent, NoticeContext, NoticeObsolete, notice


@notice("booking_by_the_clock", title=gettext_lazy("A booking whose local time changes"))
def booking_by_the_clock(context: NoticeContext) -> MailContent:
    """To one of the two: their country changed its clocks, so the booking has a different local time."""
    mail = booking_mail(context, BookingStatus.CONFIRMED, BookingStatus.REQUESTED)
    booking, data = mail.booking, context.data
    if booking.starts_at <= context.now or booking.starts_at != datetime.fromisoformat(data["starts_at"]):
        raise NoticeObsolete("the booking has started, or was moved")
    if mail.reader.time_zone != data["zone"]:
        raise NoticeObsolete("the reader has moved to another zone")
    before = localtime(booking.starts_at).replace(tzinfo=None) - timedelta(minutes=data["minutes"])
    words = mail.words | {
        "zone": data["zone"].rpartition("/")[2].replace("_", " "),
        "now": short_datetime(booking.starts_at),
        "before": formatted(before, "SHORT_DATETIME_FORMAT"),
    }
    return MailContent(
        subject=_("New local time: %(now)s with %(name)s") % (words | {"name": mail.name}),
        heading=_("Your session with %(name)s has a new local time") % words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=mail.action,
        lines=(
            _("%(zone)s has changed its clock rules. Your session takes place at the same moment as before.") % words,
            _(
                "If the new time works for you, you don’t need to do anything. If not, you can move or cancel "
                "the booking."
            ),
        ),
        facts=((_("Old time"), words["before"]), (_("New time"), words["now"]), *mail.facts),
        links=mail.calendar_links[-2:],
    )
