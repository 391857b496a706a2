"""Emails about requests: the request, its receipt, and when it is declined or expires."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import BookingStatus
from bookings.notices.booking_mail import BookingMail, another_mentor, booking_mail
from core.dates import short_datetime
from core.http import absolute
from notifications.mail_content import MANY, Link, MailContent, NoticeContext, notice


@notice("booking_requested", title=gettext_lazy("Booking requested"), budget=MANY)
def booking_requested(context: NoticeContext) -> MailContent:
    """To the mentor: a new request, and the deadline to answer."""
    mail = booking_mail(context, BookingStatus.REQUESTED)
    return MailContent(
        subject=_("%(name)s would like to talk to you: %(when)s") % mail.subject_words,
        heading=_("%(name)s would like to talk to you") % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=Link(_("Accept or decline"), absolute(reverse("bookings:answer", args=[mail.booking.uuid]))),
        lines=(
            _("The time is reserved for %(name)s until %(until)s. After that, the request expires.") % _until(mail),
        ),
        quote=mail.topic,
        facts=mail.facts,
    )


@notice("booking_request_sent", title=gettext_lazy("Request sent"))
def booking_request_sent(context: NoticeContext) -> MailContent:
    """To the mentee: a receipt for their request."""
    mail = booking_mail(context, BookingStatus.REQUESTED)
    return MailContent(
        subject=_("Your request to %(name)s: %(when)s") % mail.subject_words,
        heading=_("We’ve asked %(name)s") % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=mail.action,
        lines=(
            _(
                "%(name)s has until %(until)s to answer. We’ll email you either way, and the time is reserved "
                "for you until then."
            )
            % _until(mail),
        ),
        quote=mail.topic,
        facts=mail.facts,
        links=(Link(_("Withdraw request"), absolute(reverse("bookings:cancel", args=[mail.booking.uuid]))),),
    )


@notice("booking_declined", title=gettext_lazy("Request declined"))
def booking_declined(context: NoticeContext) -> MailContent:
    """To the mentee: the mentor declined."""
    mail = booking_mail(context, BookingStatus.DECLINED)
    booking = mail.booking
    return MailContent(
        subject=_("%(name)s can’t take your request") % mail.subject_words,
        heading=_("%(name)s can’t take your request this time") % mail.words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=another_mentor(),
        lines=(_("This happens, and it says nothing about your question. Other mentors may have time for it."),),
        quote=mail.said(booking.answer),
        links=(*mail.mentor_link, mail.action),
    )


@notice("booking_expired", title=gettext_lazy("Request not answered in time"), budget=MANY)
def booking_expired(context: NoticeContext) -> MailContent:
    """To both: the request expired without an answer."""
    mail = booking_mail(context, BookingStatus.EXPIRED)
    if mail.is_mentor:
        heading = _("%(name)s’s request has expired")
        line = _("You didn’t answer in time, so we’ve suggested that %(name)s look for another time or another mentor.")
        action = Link(_("Go to my desk"), absolute(reverse("bookings:requests")))
        links: tuple[Link, ...] = (mail.action,)
    else:
        heading = _("%(name)s hasn’t answered in time")
        line = _("We’re sorry. The time is free again, so please pick another one or another mentor.")
        action, links = another_mentor(), (*mail.mentor_link, mail.action)
    return MailContent(
        subject=_("Request expired: %(when)s with %(name)s") % mail.subject_words,
        heading=heading % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=action,
        lines=(line % mail.words,),
        links=links,
    )


def _until(mail: BookingMail) -> dict[str, str]:
    expires_at = mail.booking.expires_at
    until = short_datetime(expires_at) if expires_at else ""
    return mail.words | {"until": until}
