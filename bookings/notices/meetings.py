"""Mails about changed or missing meeting links, and about running late."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import BookingStatus
from bookings.notices.booking_mail import BookingMail, booking_mail
from core.http import absolute
from notifications.mail_content import MANY, Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("meeting_changed", title=gettext_lazy("Another meeting link"), quiet=timedelta(minutes=1))
def meeting_changed(context: NoticeContext) -> MailContent:
    """To both: the link on the join page has changed."""
    mail = _ahead(context)
    return _letter(
        mail,
        _("Another link: %(when)s with %(name)s"),
        _("You meet %(name)s in another room"),
        _(
            "The link to your conversation has changed. You need not note it down: "
            "the page of your meeting always shows the one that counts."
        ),
    )


@notice("meeting_link_wanted", title=gettext_lazy("Mentor asked for a link"), budget=MANY)
def meeting_link_wanted(context: NoticeContext) -> MailContent:
    """To the mentor: no provider could make a room, so the mentor is asked for a link."""
    mail = _ahead(context)
    return _letter(
        mail,
        _("Please give a link: %(when)s with %(name)s"),
        _("Your conversation with %(name)s has no room yet"),
        _(
            "We could not get one, and you have named no link of your own. Any video link will do: "
            "paste it on the page behind the button, and %(name)s hears of it."
        ),
        action=Link(_("Give a link"), absolute(reverse("bookings:link", args=[mail.booking.uuid]))),
    )


@notice("meeting_link_missing", title=gettext_lazy("Link still missing"))
def meeting_link_missing(context: NoticeContext) -> MailContent:
    """To the mentee: the mentor has been asked for a link."""
    mail = _ahead(context)
    return _letter(
        mail,
        _("The link follows: %(when)s with %(name)s"),
        _("The link to your conversation with %(name)s is still missing"),
        _(
            "The room could not be made, so we have asked %(name)s for another link. "
            "You hear from us as soon as it is there, and the page of your meeting shows it."
        ),
    )


@notice("booking_late", title=gettext_lazy("Running late"))
def booking_late(context: NoticeContext) -> MailContent:
    """To the other person: somebody is running late."""
    mail = _ahead(context)
    return _letter(
        mail,
        _("%(name)s is running late"),
        _("%(name)s is running late"),
        _("%(name)s is on the way and asks you to wait a few minutes."),
    )


def _ahead(context: NoticeContext) -> BookingMail:
    mail = booking_mail(context, BookingStatus.CONFIRMED)
    if mail.booking.ends_at <= context.now:
        raise NoticeObsolete("the booking is over")
    return mail


def _letter(mail: BookingMail, subject: str, heading: str, line: str, *, action: Link | None = None) -> MailContent:
    return MailContent(
        subject=subject % mail.words,
        heading=heading % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=action or mail.join,
        lines=(line % mail.words,),
        links=(mail.action,),
    )
