"""“Still coming?”, and what both hear when nobody says so."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Status
from bookings.notices.parts import View, view_of
from core.http import absolute
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice("booking_reconfirm", title=gettext_lazy("Still coming?"))
def booking_reconfirm(context: NoticeContext) -> MailContent:
    """To the mentee, two days before."""
    view = _unanswered(context)
    if view.booking.starts_at != datetime.fromisoformat(context.data["starts_at"]):
        raise NoticeObsolete("the booking was moved")
    if view.booking.warned_at:
        raise NoticeObsolete("the warning has asked already")
    line = _(
        "%(name)s keeps this hour for you. Please say with one click that you are still coming. "
        "If not, move or cancel it, so that somebody else can have it."
    )
    return _asking(view, _("Still coming? %(when)s with %(name)s"), _("Are you still coming?"), line)


@notice("booking_unconfirmed", title=gettext_lazy("Not confirmed yet"))
def booking_unconfirmed(context: NoticeContext) -> MailContent:
    """To both, half a day before: the mentee has not said that they are coming."""
    view = _unanswered(context)
    if not view.is_mentor:
        line = _(
            "%(name)s is waiting to hear from you. Please say now that you are coming, or let go of the hour. "
            "Whoever misses two conversations within 90 days cannot book for 30 days."
        )
        return _asking(view, _("Please answer: %(when)s with %(name)s"), _("Are you coming? It starts soon"), line)
    line = _(
        "We have asked %(name)s whether they are still coming, and have not heard from them. The booking stands. "
        "If you would rather have the hour for something else, you can cancel it."
    )
    return MailContent(
        subject=_("Not confirmed yet: %(when)s with %(name)s") % view.words,
        heading=_("%(name)s has not said yet whether they are coming") % view.words,
        starts_at=view.booking.starts_at,
        ends_at=view.booking.ends_at,
        action=view.action,
        lines=(line % view.words,),
        links=(Link(_("Cancel the booking"), absolute(reverse("bookings:cancel", args=[view.booking.uuid]))),),
    )


@notice("booking_reconfirmed", title=gettext_lazy("Is coming after all"))
def booking_reconfirmed(context: NoticeContext) -> MailContent:
    """To the mentor who was warned: the mentee has said that they are coming."""
    view = _ahead(context)
    if view.booking.reconfirmed_at is None:
        raise NoticeObsolete("the booking was moved")
    return MailContent(
        subject=_("%(name)s is coming: %(when)s") % view.words,
        heading=_("%(name)s is coming") % view.words,
        starts_at=view.booking.starts_at,
        ends_at=view.booking.ends_at,
        action=view.action,
        lines=(_("We have just heard from %(name)s: they will be there.") % view.words,),
    )


def _ahead(context: NoticeContext) -> View:
    view = view_of(context, Status.CONFIRMED)
    if view.booking.starts_at <= context.now:
        raise NoticeObsolete("the booking has started")
    return view


def _unanswered(context: NoticeContext) -> View:
    view = _ahead(context)
    if view.booking.reconfirmed_at:
        raise NoticeObsolete("the mentee has said that they are coming")
    asked_at = view.booking.reconfirm_from
    if asked_at is None or context.now < asked_at:
        raise NoticeObsolete("the booking was moved")
    return view


def _asking(view: View, subject: str, heading: str, line: str) -> MailContent:
    return MailContent(
        subject=subject % view.words,
        heading=heading,
        starts_at=view.booking.starts_at,
        ends_at=view.booking.ends_at,
        action=Link(_("Yes, I am coming"), absolute(reverse("bookings:still_coming", args=[view.booking.uuid]))),
        lines=(line % view.words,),
        quote=view.topic,
        links=view.calendar_links[-2:],
    )
