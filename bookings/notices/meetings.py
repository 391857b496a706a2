"""Emails about changed or missing meeting links, and about running late."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import BookingStatus
from bookings.notices.booking_mail import BookingMail, booking_mail
from core.http import absolute
from notifications.mail_content import MANY, Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("meeting_changed", title=gettext_lazy("New meeting link"), quiet=timedelta(minutes=1))
def meeting_changed(context: NoticeContext) -> MailContent:
    """To both: the link on the join page has changed."""
    mail = _ahead(context)
    return _letter(
        mail,
        _("New link: %(when)s with %(name)s"),
        _("You’re meeting %(name)s in a different room"),
        _(
            "The link to your session has changed. You don’t need to save it: your meeting page always shows "
            "the current one."
        ),
    )


@notice("meeting_link_wanted", title=gettext_lazy("Mentor asked for a link"), budget=MANY)
def meeting_link_wanted(context: NoticeContext) -> MailContent:
    """To the mentor: no provider could make a room, so the mentor is asked for a link."""
    mail = _ahead(context)
    return _letter(
        mail,
        _("Please add a link: %(when)s with %(name)s"),
        _("Your session with %(name)s has no room yet"),
        _(
            "We couldn’t create one, and you haven’t added a link of your own. Any video link will do: add it, "
            "and we’ll tell %(name)s."
        ),
        action=Link(_("Add a link"), absolute(reverse("bookings:link", args=[mail.booking.uuid]))),
    )


@notice("meeting_link_missing", title=gettext_lazy("Link still missing"))
def meeting_link_missing(context: NoticeContext) -> MailContent:
    """To the mentee: the mentor has been asked for a link."""
    mail = _ahead(context)
    return _letter(
        mail,
        _("Link to follow: %(when)s with %(name)s"),
        _("There’s no link to your session with %(name)s yet"),
        _(
            "We couldn’t create the room, so we’ve asked %(name)s for another link. We’ll email you as soon as "
            "we have it, and your meeting page will show it."
        ),
    )


@notice("booking_late", title=gettext_lazy("Running late"))
def booking_late(context: NoticeContext) -> MailContent:
    """To the other person: someone is running late."""
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
        subject=subject % mail.subject_words,
        heading=heading % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=action or mail.join,
        lines=(line % mail.words,),
        links=(mail.action,),
    )
