"""Emails about confirmed and cancelled bookings."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import ical
from bookings.models import Booking, BookingStatus
from bookings.notices.booking_mail import another_mentor, booking_mail
from notifications.mail_content import MANY, MailContent, NoticeContext, NoticeObsolete, Quote, notice


@notice("booking_confirmed", title=gettext_lazy("Booking confirmed"), budget=MANY)
def booking_confirmed(context: NoticeContext) -> MailContent:
    """To both: sent on booking, or when the mentor accepts a request."""
    mail = booking_mail(context, BookingStatus.CONFIRMED)
    booking = mail.booking
    if booking.ends_at <= context.now:
        raise NoticeObsolete("the booking is over")
    subject, line, quote = _("Booked: %(when)s with %(name)s"), "", mail.topic
    if mail.is_mentor:
        line = _("%(name)s will talk about this with you:")
    elif booking.answered_at:
        subject = _("%(name)s has accepted: %(when)s")
        line = _("%(name)s is looking forward to talking to you.")
        quote = mail.said(booking.answer) or mail.topic
    else:
        line = _("%(name)s knows what you’d like to talk about:")
    return MailContent(
        subject=subject % mail.subject_words,
        heading=_("You’re meeting %(name)s") % mail.words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=mail.action,
        lines=(line % mail.words,),
        quote=quote,
        facts=(*mail.preparation, *mail.facts),
        more=(_declining(),),
        links=mail.calendar_links,
        attachments=mail.invitation,
    )


@notice("booking_cancelled", title=gettext_lazy("Booking cancelled"), budget=MANY)
def booking_cancelled(context: NoticeContext) -> MailContent:
    """To both: the other gets the message, and whoever cancelled gets a receipt."""
    mail = booking_mail(context, BookingStatus.CANCELLED)
    booking = mail.booking
    was_request = ical.was_request(booking)
    subject = _("Withdrawn: %(when)s with %(name)s") if was_request else _("Cancelled: %(when)s with %(name)s")
    if booking.cancelled_by_id == mail.reader.pk:
        if was_request:
            heading = _("You’ve withdrawn your request to %(name)s")
        else:
            heading = _("You’ve cancelled your booking with %(name)s")
        line = _("We’re letting %(name)s know by email.")
    elif was_request:
        heading = _("%(name)s has withdrawn a request")
        line = _("You don’t need to do anything. The time is free again.")
    else:
        heading = _("%(name)s has cancelled your booking")
        line = _("The attached file removes it from your calendar.")
        if mail.is_mentor:
            line = _("The attached file removes it from your calendar. The time is free again.")
    is_left_alone = not mail.is_mentor and booking.cancelled_by_id != mail.reader.pk
    return MailContent(
        subject=subject % mail.subject_words,
        heading=heading % mail.words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=another_mentor() if is_left_alone else mail.action,
        lines=(line % mail.words,),
        quote=_reason(booking),
        links=(*mail.mentor_link, *((mail.action,) if is_left_alone else ())),
        attachments=() if was_request else mail.invitation,
    )


def _declining() -> str:
    return _(
        "No need to reply to the calendar invitation. If you can’t make it, please use the links below: "
        "declining in your calendar doesn’t reach us."
    )


def _reason(booking: Booking) -> Quote | None:
    if not booking.cancel_message:
        return None
    by = booking.cancelled_by
    return Quote(booking.cancel_message, by.display_name, by.language) if by else Quote(booking.cancel_message)
