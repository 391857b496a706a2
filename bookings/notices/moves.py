"""Moved, and what comes before it: other times proposed, taken back, or not taken."""

from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import MoveOutcome, MoveProposal, Status
from bookings.notices.parts import View, view_of
from core.http import absolute
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, Quote, notice


@notice("booking_moved", title=gettext_lazy("Booking moved"))
def booking_moved(context: NoticeContext) -> MailContent:
    """To both: the old time, the new one, and the entry that moves in the calendar."""
    view = view_of(context, Status.CONFIRMED)
    booking = view.booking
    if booking.starts_at != datetime.fromisoformat(context.data["to"]):
        raise NoticeObsolete("the booking has moved on since")
    if booking.ends_at <= context.now:
        raise NoticeObsolete("the booking is over")
    if not view.is_mentor:
        heading = _("You have moved your booking with %(name)s")
    elif context.data["proposed"]:
        heading = _("%(name)s has picked one of your times")
    else:
        heading = _("%(name)s has moved your booking")
    old = {"old": _written(datetime.fromisoformat(context.data["from"]))}
    return MailContent(
        subject=_("Moved: %(when)s with %(name)s") % view.words,
        heading=heading % view.words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=view.action,
        lines=(
            _("It was %(old)s before.") % old,
            _("The file that comes with this mail moves the entry in your calendar."),
        ),
        quote=view.topic,
        facts=view.facts,
        links=view.calendar_links,
        attachments=view.invitation,
    )


@notice("booking_move_proposed", title=gettext_lazy("Another time proposed"))
def booking_move_proposed(context: NoticeContext) -> MailContent:
    """To the mentee: the mentor would rather meet at another time."""
    view, proposal = _open(context)
    times = enumerate(proposal.starts, start=1)
    return MailContent(
        subject=_("%(name)s asks to move your booking: %(when)s") % view.words,
        heading=_("%(name)s would like to meet at another time") % view.words,
        starts_at=view.booking.starts_at,
        ends_at=view.booking.ends_at,
        action=Link(_("Pick a time"), absolute(reverse("bookings:proposal", args=[proposal.uuid]))),
        lines=(_("This is the time that you have agreed. It stays until you pick another one; you can also keep it."),),
        quote=Quote(proposal.word, view.words["name"]) if proposal.word else None,
        facts=tuple((_("Offer %(number)d") % {"number": number}, _written(start)) for number, start in times),
        links=view.calendar_links[-1:],
    )


@notice("booking_move_withdrawn", title=gettext_lazy("Proposed times taken back"))
def booking_move_withdrawn(context: NoticeContext) -> MailContent:
    """To the mentee, who has the proposal in their mail: it is off."""
    view = _about_booking(context)
    if context.about.outcome != MoveOutcome.WITHDRAWN:
        raise NoticeObsolete("it was not taken back")
    return _as_before(view, _("%(name)s has taken the other times back"))


@notice("booking_move_kept", title=gettext_lazy("Agreed time kept"))
def booking_move_kept(context: NoticeContext) -> MailContent:
    """To the mentor: the mentee keeps the agreed time."""
    view = _about_booking(context)
    proposal: MoveProposal = context.about
    content = _as_before(view, _("%(name)s would like to keep the agreed time"))
    return replace(content, quote=Quote(proposal.answer, view.words["name"]) if proposal.answer else None)


def _as_before(view: View, heading: str) -> MailContent:
    return MailContent(
        subject=_("It stays: %(when)s with %(name)s") % view.words,
        heading=heading % view.words,
        starts_at=view.booking.starts_at,
        ends_at=view.booking.ends_at,
        action=view.action,
        lines=(_("Your booking stands as it was agreed. You need not do anything."),),
        links=view.calendar_links[-1:],
    )


def _open(context: NoticeContext) -> tuple[View, MoveProposal]:
    view = _about_booking(context)
    proposal: MoveProposal = context.about
    if proposal.outcome != MoveOutcome.OPEN:
        raise NoticeObsolete("the proposal was settled")
    return view, proposal


def _about_booking(context: NoticeContext) -> View:
    view = view_of(replace(context, about=context.about.booking), Status.CONFIRMED)
    if view.booking.starts_at <= context.now:
        raise NoticeObsolete("the booking has started")
    return view


def _written(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
