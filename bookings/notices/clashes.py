"""Emails about outside events that overlap bookings."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import BookingStatus
from bookings.notices.booking_mail import booking_mail
from calendars.models import BusyTime
from core.dates import short_datetime
from core.http import absolute
from notifications.mail_content import MANY, Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("booking_clashes", title=gettext_lazy("An appointment clashes with a booking"), budget=MANY)
def booking_clashes(context: NoticeContext) -> MailContent:
    """To the mentor: an event in an outside calendar overlaps a booking, which they can keep, move or cancel."""
    mail = booking_mail(context, BookingStatus.CONFIRMED, BookingStatus.REQUESTED)
    booking = mail.booking
    if booking.starts_at <= context.now:
        raise NoticeObsolete("the booking has started")
    start, end = (datetime.fromisoformat(context.data[name]) for name in ("starts_at", "ends_at"))
    busy = BusyTime.objects.of(booking.mentor).overlapping(booking.starts_at, booking.ends_at)
    if not busy.filter(starts_at=start, ends_at=end).exists():
        raise NoticeObsolete("the other appointment is gone, or the booking was moved")
    words = mail.words | {"start": short_datetime(start), "end": short_datetime(end)}
    if booking.is_requested:
        action = Link(_("Accept or decline"), absolute(reverse("bookings:answer", args=[booking.uuid])))
        advice = _("If you can still make it, accept the request. If not, decline it with a message.")
        links: tuple[Link, ...] = (mail.action,)
    else:
        action = mail.action
        advice = _("To keep the booking, you don’t need to do anything. You can also move or cancel it.")
        links = mail.calendar_links[-2:]
    return MailContent(
        subject=_("Calendar clash: %(when)s with %(name)s") % mail.subject_words,
        heading=_("You have another appointment when you meet %(name)s") % words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=action,
        lines=(
            _("Your other calendar is busy from %(start)s to %(end)s. Nothing has changed here yet.") % words,
            advice,
        ),
        facts=mail.facts,
        links=links,
    )
