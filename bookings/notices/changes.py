"""Confirmed, and cancelled."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import ical
from bookings.models import Status
from bookings.notices.parts import View, view_of
from notifications.mail_content import MailContent, NoticeContext, NoticeObsolete, Quote, notice


@notice("booking_confirmed", title=gettext_lazy("Booking confirmed"))
def booking_confirmed(context: NoticeContext) -> MailContent:
    """To both: at once, or when the mentor has accepted."""
    view = view_of(context, Status.CONFIRMED)
    booking = view.booking
    if booking.ends_at <= context.now:
        raise NoticeObsolete("the booking is over")
    subject, line, quote = _("Booked: %(when)s with %(name)s"), "", view.topic
    if view.is_mentor:
        line = _("%(name)s will talk to you about this:")
    elif booking.answered_at:
        subject = _("%(name)s has accepted: %(when)s")
        line = _("%(name)s looks forward to talking to you.")
        quote = Quote(booking.answer, view.words["name"]) if booking.answer else view.topic
    else:
        line = _("%(name)s knows what you would like to talk about:")
    return MailContent(
        subject=subject % view.words,
        heading=_("You are talking to %(name)s") % view.words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=view.action,
        lines=(line % view.words,),
        quote=quote,
        facts=view.facts,
        more=(_declining(),),
        links=view.calendar_links,
        attachments=view.invitation,
    )


@notice("booking_cancelled", title=gettext_lazy("Booking cancelled"))
def booking_cancelled(context: NoticeContext) -> MailContent:
    """To both: to the other with the word, to whoever cancelled as a receipt."""
    view = view_of(context, Status.CANCELLED)
    booking = view.booking
    was_request = ical.was_request(booking)
    if booking.cancelled_by_id == view.reader.pk:
        if was_request:
            heading = _("You have taken back your request to %(name)s")
        else:
            heading = _("You have cancelled your booking with %(name)s")
        line = _("%(name)s hears of it by mail.")
    elif was_request:
        heading = _("%(name)s has taken back a request")
        line = _("You need not do anything. The time is free again.")
    else:
        heading = _("%(name)s has cancelled your booking")
        line = _("Your calendar is told by the file that comes with this mail. The time is free again.")
    return MailContent(
        subject=_("Cancelled: %(when)s with %(name)s") % view.words,
        heading=heading % view.words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=view.action,
        lines=(line % view.words,),
        quote=Quote(booking.cancel_word, _author(view)) if booking.cancel_word else None,
        links=view.mentor_link,
        attachments=() if was_request else view.invitation,
    )


def _declining() -> str:
    return _(
        "You need not answer in your calendar: declining there tells nobody. "
        "If you cannot come, please cancel with the link below."
    )


def _author(view: View) -> str:
    return view.booking.cancelled_by.display_name if view.booking.cancelled_by else ""
