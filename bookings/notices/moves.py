"""Emails about moved bookings, and about proposals to move."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import BookingStatus, MoveOutcome, MoveProposal
from bookings.notices.booking_mail import BookingMail, booking_mail
from core.dates import short_datetime
from core.http import absolute
from notifications.mail_content import MANY, Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice(
    "booking_moved",
    title=gettext_lazy("Booking moved"),
    budget=MANY,
    quiet=timedelta(0),
    keeps=("from",),  # the time that the reader was last told
)
def booking_moved(context: NoticeContext) -> MailContent:
    """To both: the old and new times, with the updated calendar entry."""
    mail = booking_mail(context, BookingStatus.CONFIRMED)
    booking = mail.booking
    if booking.starts_at != datetime.fromisoformat(context.data["to"]):
        raise NoticeObsolete("the booking has moved on since")
    if booking.ends_at <= context.now:
        raise NoticeObsolete("the booking is over")
    if not mail.is_mentor:
        heading = _("You’ve moved your booking with %(name)s")
    elif context.data["proposed"]:
        heading = _("%(name)s has picked one of your times")
    else:
        heading = _("%(name)s has moved your booking")
    old = datetime.fromisoformat(context.data["from"])
    moved = _("It was %(old)s before.") % {"old": short_datetime(old)}
    return MailContent(
        subject=_("Moved: %(when)s with %(name)s") % mail.subject_words,
        heading=heading % mail.words,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        action=mail.action,
        lines=(
            *([moved] if old != booking.starts_at else []),  # it may have been moved back before this was sent
            _("The attached file moves it in your calendar."),
        ),
        quote=mail.topic,
        facts=mail.facts,
        links=mail.calendar_links,
        attachments=mail.invitation,
    )


@notice("booking_move_proposed", title=gettext_lazy("Another time proposed"), budget=MANY)
def booking_move_proposed(context: NoticeContext) -> MailContent:
    """To the mentee: the mentor would rather meet at another time."""
    mail, proposal = _open(context)
    times = enumerate(proposal.starts, start=1)
    return MailContent(
        subject=_("%(name)s would like to move %(when)s") % mail.subject_words,
        heading=_("%(name)s would like to meet at another time") % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=Link(_("Pick a time"), absolute(reverse("bookings:proposal", args=[proposal.uuid]))),
        lines=(_("This is the time you agreed on. It’s yours until you pick another, and you can also keep it."),),
        quote=mail.said(proposal.message),
        facts=tuple((_("Option %(number)d") % {"number": number}, short_datetime(start)) for number, start in times),
        links=mail.calendar_links[-1:],
    )


@notice("booking_move_withdrawn", title=gettext_lazy("Proposed times withdrawn"), budget=MANY)
def booking_move_withdrawn(context: NoticeContext) -> MailContent:
    """To the mentee: the mentor has withdrawn the proposal."""
    mail = _about_booking(context)
    if context.about.outcome != MoveOutcome.WITHDRAWN:
        raise NoticeObsolete("it was not taken back")
    return _as_before(mail, _("%(name)s has withdrawn the other times"))


@notice("booking_move_kept", title=gettext_lazy("Agreed time kept"), budget=MANY)
def booking_move_kept(context: NoticeContext) -> MailContent:
    """To the mentor: the mentee keeps the agreed time."""
    mail = _about_booking(context)
    proposal: MoveProposal = context.about
    content = _as_before(mail, _("%(name)s would like to keep the agreed time"))
    return replace(content, quote=mail.said(proposal.answer))


def _as_before(mail: BookingMail, heading: str) -> MailContent:
    return MailContent(
        subject=_("No change: %(when)s with %(name)s") % mail.subject_words,
        heading=heading % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=mail.action,
        lines=(_("Your booking hasn’t changed. You don’t need to do anything."),),
        links=mail.calendar_links[-1:],
    )


def _open(context: NoticeContext) -> tuple[BookingMail, MoveProposal]:
    mail = _about_booking(context)
    proposal: MoveProposal = context.about
    if proposal.outcome != MoveOutcome.OPEN:
        raise NoticeObsolete("the proposal was settled")
    return mail, proposal


def _about_booking(context: NoticeContext) -> BookingMail:
    mail = booking_mail(replace(context, about=context.about.booking), BookingStatus.CONFIRMED)
    if mail.booking.starts_at <= context.now:
        raise NoticeObsolete("the booking has started")
    return mail
