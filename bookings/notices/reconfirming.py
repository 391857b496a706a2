"""Emails that ask “Still coming?”, and the warnings if no one answers."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import BookingStatus
from bookings.notices.booking_mail import BookingMail, booking_mail
from core.http import absolute
from notifications.mail_content import MANY, Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("booking_reconfirm", title=gettext_lazy("Still coming?"))
def booking_reconfirm(context: NoticeContext) -> MailContent:
    """To the mentee, two days before: asks whether they are still coming."""
    mail = _unanswered(context)
    if mail.booking.starts_at != datetime.fromisoformat(context.data["starts_at"]):
        raise NoticeObsolete("the booking was moved")
    if mail.booking.warned_at:
        raise NoticeObsolete("the warning has asked already")
    line = _(
        "%(name)s is keeping this hour free for you. Please confirm with one click that you’re still coming. "
        "If you can’t, move or cancel the booking so that someone else can have it."
    )
    return _asking(mail, _("Still coming? %(when)s with %(name)s"), _("Are you still coming?"), line)


@notice("booking_unconfirmed", title=gettext_lazy("Not confirmed yet"), budget=MANY)
def booking_unconfirmed(context: NoticeContext) -> MailContent:
    """To both, half a day before: the mentee has not reconfirmed."""
    mail = _unanswered(context)
    if not mail.is_mentor:
        line = _(
            "%(name)s is waiting to hear from you. Please confirm now that you’re coming, or cancel. After two "
            "missed sessions within 90 days, you can’t book for 30 days."
        )
        return _asking(mail, _("Please answer: %(when)s with %(name)s"), _("Are you coming? It starts soon"), line)
    line = _(
        "We’ve asked %(name)s to confirm, and haven’t heard back. The booking is still on. If you’d rather use "
        "the hour for something else, you can cancel."
    )
    return MailContent(
        subject=_("Not confirmed yet: %(when)s with %(name)s") % mail.subject_words,
        heading=_("%(name)s hasn’t confirmed yet") % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=mail.action,
        lines=(line % mail.words,),
        links=(Link(_("Cancel booking"), absolute(reverse("bookings:cancel", args=[mail.booking.uuid]))),),
    )


@notice("booking_reconfirmed", title=gettext_lazy("Is coming after all"), budget=MANY)
def booking_reconfirmed(context: NoticeContext) -> MailContent:
    """To the mentor who was warned: the mentee has now reconfirmed."""
    mail = _ahead(context)
    if mail.booking.reconfirmed_at is None:
        raise NoticeObsolete("the booking was moved")
    return MailContent(
        subject=_("%(name)s is coming: %(when)s") % mail.subject_words,
        heading=_("%(name)s is coming") % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=mail.action,
        lines=(_("%(name)s has just confirmed.") % mail.words,),
    )


def _ahead(context: NoticeContext) -> BookingMail:
    mail = booking_mail(context, BookingStatus.CONFIRMED)
    if mail.booking.starts_at <= context.now:
        raise NoticeObsolete("the booking has started")
    return mail


def _unanswered(context: NoticeContext) -> BookingMail:
    mail = _ahead(context)
    if mail.booking.reconfirmed_at:
        raise NoticeObsolete("the mentee has said that they are coming")
    asked_at = mail.booking.reconfirm_from
    if asked_at is None or context.now < asked_at:
        raise NoticeObsolete("the booking was moved")
    return mail


def _asking(mail: BookingMail, subject: str, heading: str, line: str) -> MailContent:
    return MailContent(
        subject=subject % mail.subject_words,
        heading=heading,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=Link(_("Yes, I’m coming"), absolute(reverse("bookings:still_coming", args=[mail.booking.uuid]))),
        lines=(line % mail.words,),
        quote=mail.topic,
        links=mail.calendar_links[-2:],
    )
