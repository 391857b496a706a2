"""Asked for: the request, its receipt, and how it ends when it is not accepted."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Status
from bookings.notices.parts import View, view_of
from core.http import absolute
from notifications.mail_content import Link, MailContent, NoticeContext, Quote, notice


@notice("booking_requested", title=gettext_lazy("Booking requested"))
def booking_requested(context: NoticeContext) -> MailContent:
    """To the mentor: somebody asks, and until when there is time to answer."""
    view = view_of(context, Status.REQUESTED)
    return MailContent(
        subject=_("%(name)s would like to talk to you: %(when)s") % view.words,
        heading=_("%(name)s would like to talk to you") % view.words,
        starts_at=view.booking.starts_at,
        ends_at=view.booking.ends_at,
        action=Link(_("Accept or decline"), absolute(reverse("bookings:answer", args=[view.booking.uuid]))),
        lines=(_("We keep the time for %(name)s until %(until)s. After that, the request expires.") % _until(view),),
        quote=view.topic,
        facts=view.facts,
    )


@notice("booking_request_sent", title=gettext_lazy("Request sent"))
def booking_request_sent(context: NoticeContext) -> MailContent:
    """To the mentee: a receipt."""
    view = view_of(context, Status.REQUESTED)
    return MailContent(
        subject=_("Your request to %(name)s: %(when)s") % view.words,
        heading=_("We have asked %(name)s") % view.words,
        starts_at=view.booking.starts_at,
        ends_at=view.booking.ends_at,
        action=view.action,
        lines=(
            _("%(name)s has until %(until)s to answer. You hear from us either way. The time is kept for you.")
            % _until(view),
        ),
        quote=view.topic,
        facts=view.facts,
        links=(Link(_("Take the request back"), absolute(reverse("bookings:cancel", args=[view.booking.uuid]))),),
    )


@notice("booking_declined", title=gettext_lazy("Request declined"))
def booking_declined(context: NoticeContext) -> MailContent:
    """To the mentee."""
    view = view_of(context, Status.DECLINED)
    booking = view.booking
    return MailContent(
        subject=_("%(name)s cannot take your request") % view.words,
        heading=_("%(name)s cannot take your request this time") % view.words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=_another_mentor(),
        lines=(_("That happens, and says nothing about your question. Other mentors may have time for it."),),
        quote=Quote(booking.answer, view.words["name"]) if booking.answer else None,
        links=(*view.mentor_link, view.action),
    )


@notice("booking_expired", title=gettext_lazy("Request not answered in time"))
def booking_expired(context: NoticeContext) -> MailContent:
    """To both: nobody answered."""
    view = view_of(context, Status.EXPIRED)
    if view.is_mentor:
        heading = _("The request of %(name)s has expired")
        line = _("You did not answer in time, so we have told %(name)s to look for another time or another mentor.")
        action = Link(_("To your desk"), absolute(reverse("bookings:requests")))
        links: tuple[Link, ...] = (view.action,)
    else:
        heading = _("%(name)s has not answered in time")
        line = _("We are sorry. The time is free again, and so are you: pick another time, or another mentor.")
        action, links = _another_mentor(), (*view.mentor_link, view.action)
    return MailContent(
        subject=_("Request expired: %(when)s with %(name)s") % view.words,
        heading=heading % view.words,
        starts_at=view.booking.starts_at,
        ends_at=view.booking.ends_at,
        action=action,
        lines=(line % view.words,),
        links=links,
    )


def _another_mentor() -> Link:
    return Link(_("Find another mentor"), absolute(reverse("directory:list")))


def _until(view: View) -> dict[str, str]:
    expires_at = view.booking.expires_at
    until = date_format(localtime(expires_at), "SHORT_DATETIME_FORMAT") if expires_at else ""
    return view.words | {"until": until}
