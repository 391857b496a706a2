"""Mails about requests: the request, its receipt, and when it is declined or expires."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import BookingStatus
from bookings.notices.booking_mail import BookingMail, booking_mail
from core.dates import short_datetime
from core.http import absolute
from notifications.mail_content import MANY, Link, MailContent, NoticeContext, Quote, notice


@notice("booking_requested", title=gettext_lazy("Booking requested"), budget=MANY)
def booking_requested(context: NoticeContext) -> MailContent:
    """To the mentor: a new request, and the deadline to answer."""
    mail = booking_mail(context, BookingStatus.REQUESTED)
    return MailContent(
        subject=_("%(name)s would like to talk to you: %(when)s") % mail.words,
        heading=_("%(name)s would like to talk to you") % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=Link(_("Accept or decline"), absolute(reverse("bookings:answer", args=[mail.booking.uuid]))),
        lines=(_("We keep the time for %(name)s until %(until)s. After that, the request expires.") % _until(mail),),
        quote=mail.topic,
        facts=mail.facts,
    )


@notice("booking_request_sent", title=gettext_lazy("Request sent"))
def booking_request_sent(context: NoticeContext) -> MailContent:
    """To the mentee: a receipt for their request."""
    mail = booking_mail(context, BookingStatus.REQUESTED)
    return MailContent(
        subject=_("Your request to %(name)s: %(when)s") % mail.words,
        heading=_("We have asked %(name)s") % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=mail.action,
        lines=(
            _("%(name)s has until %(until)s to answer. You hear from us either way. The time is kept for you.")
            % _until(mail),
        ),
        quote=mail.topic,
        facts=mail.facts,
        links=(Link(_("Take the request back"), absolute(reverse("bookings:cancel", args=[mail.booking.uuid]))),),
    )


@notice("booking_declined", title=gettext_lazy("Request declined"))
def booking_declined(context: NoticeContext) -> MailContent:
    """To the mentee: the mentor declined."""
    mail = booking_mail(context, BookingStatus.DECLINED)
    booking = mail.booking
    return MailContent(
        subject=_("%(name)s cannot take your request") % mail.words,
        heading=_("%(name)s cannot take your request this time") % mail.words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=_another_mentor(),
        lines=(_("That happens, and says nothing about your question. Other mentors may have time for it."),),
        quote=Quote(booking.answer, mail.words["name"]) if booking.answer else None,
        links=(*mail.mentor_link, mail.action),
    )


@notice("booking_expired", title=gettext_lazy("Request not answered in time"), budget=MANY)
def booking_expired(context: NoticeContext) -> MailContent:
    """To both: the request expired without an answer."""
    mail = booking_mail(context, BookingStatus.EXPIRED)
    if mail.is_mentor:
        heading = _("The request of %(name)s has expired")
        line = _("You did not answer in time, so we have told %(name)s to look for another time or another mentor.")
        action = Link(_("To your desk"), absolute(reverse("bookings:requests")))
        links: tuple[Link, ...] = (mail.action,)
    else:
        heading = _("%(name)s has not answered in time")
        line = _("We are sorry. The time is free again, and so are you: pick another time, or another mentor.")
        action, links = _another_mentor(), (*mail.mentor_link, mail.action)
    return MailContent(
        subject=_("Request expired: %(when)s with %(name)s") % mail.words,
        heading=heading % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=action,
        lines=(line % mail.words,),
        links=links,
    )


def _another_mentor() -> Link:
    return Link(_("Find another mentor"), absolute(reverse("directory:list")))


def _until(mail: BookingMail) -> dict[str, str]:
    expires_at = mail.booking.expires_at
    until = short_datetime(expires_at) if expires_at else ""
    return mail.words | {"until": until}
