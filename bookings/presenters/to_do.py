"""A member's to-dos from bookings: requests, questions, proposals, standby offers, and setup steps."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, Exists, Q, When
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.hooks import Person, ToDo
from accounts.models import User
from bookings.models import ANSWER_NO_SHOW_WITHIN, Booking, BookingStatus, MoveProposal, NoShow, StandbyOffer
from bookings.presenters.bookings import BookingPresenter
from bookings.services.no_shows import refusal_to_answer
from bookings.services.standby import refusal_to_accept
from bookings.services.status import steps
from core.dates import short_datetime
from mentors.models import Mentor, MentorStatus

LONGEST_QUOTE = 140
SOMETIME = timedelta(days=3)


def to_do(member: User, *, most: int, now: datetime) -> Iterator[ToDo]:
    """Two queries, one more for each kind of rare things there is, and those for a mentor's setup steps.

    Args:
        most: of bookings that wait for an answer, how many; the most urgent.
    """
    mine = Booking.objects.involving(member)
    soon = now + timedelta(hours=settings.RECONFIRM_HOURS)  # when mentees are asked to reconfirm
    asked = Q(status=BookingStatus.REQUESTED, expires_at__gt=now)
    unanswered = asked | Q(mentee=member, starts_at__gt=now, starts_at__lte=soon, reconfirmed_at=None)
    is_theirs = Q(status=BookingStatus.REQUESTED, mentee=member)
    by = Case(When(status=BookingStatus.REQUESTED, then="expires_at"), default="starts_at")
    urgent = mine.upcoming(at=now).filter(unanswered).order_by(Case(When(is_theirs, then=1), default=0), by)
    # The people of those shown only: PostgreSQL takes a busy mentor's bookings for few, and joins before it cuts.
    shown = Booking.objects.filter(pk__in=urgent.values("pk")[:most]).with_people().order_by()
    for booking in sorted(shown, key=lambda booking: booking.starts_at):
        presenter = BookingPresenter(booking, member, now)
        if presenter.can_reconfirm:
            yield _still_coming(presenter)
        elif presenter.can_answer:
            yield _request(presenter)
        elif booking.is_requested and not presenter.is_mentor:
            yield _asked(presenter)
    proposals = MoveProposal.objects.open(at=now).filter(booking__mentee=member)
    reports = NoShow.objects.filter(outcome="", reported_at__gt=now - ANSWER_NO_SHOW_WITHIN, booking__in=mine)
    offers = StandbyOffer.objects.filter(member=member, starts_at__gt=now)
    unlisted = Mentor.objects.of(member).filter(status=MentorStatus.HIDDEN, approved_at__isnull=False)
    # Most members have none of these, and each query with all its people takes longer than asking for the four.
    rare = (proposals, reports, offers, unlisted)
    has = User.objects.filter(pk=member.pk).values_list(*(Exists(rows) for rows in rare)).get()
    has_proposals, has_reports, has_offers, is_unlisted = has
    if has_proposals:
        for proposal in proposals.select_related("booking__mentor__user", "booking__mentee"):
            yield _proposal(proposal, BookingPresenter(proposal.booking, member, now))
    if has_reports:
        for report in reports.with_people():
            if not refusal_to_answer(report, by=member, now=now):
                yield _report(report, BookingPresenter(report.booking, member, now))
    if has_offers:
        for offer in offers.select_related("booking__mentor__user"):
            if not refusal_to_accept(offer, by=member, now=now):
                yield _standing_by(offer) if offer.accepted_at else _standby(offer)
    if is_unlisted:
        yield from _setup(unlisted.get(), now=now)


def _still_coming(presenter: BookingPresenter) -> ToDo:
    booking = presenter.booking
    return ToDo(
        person=_person(presenter),
        title=_("Are you still coming?"),
        text=_("%(name)s is keeping %(when)s free for you.") % _words(presenter),
        page=booking.get_absolute_url(),
        by=booking.starts_at,
        label=_("Yes, I’m coming"),
        action=reverse("bookings:still_coming", args=[booking.uuid]),
        otherwise=_("Something came up?"),
    )


def _request(presenter: BookingPresenter) -> ToDo:
    booking = presenter.booking
    page = reverse("bookings:answer", args=[booking.uuid])
    return ToDo(
        person=_person(presenter),
        title=_("%(name)s would like to talk to you") % {"name": presenter.name},
        text=_("%(when)s. Please answer by %(until)s.") % _words(presenter),
        page=page,
        by=_until(booking),
        label=_("Accept"),
        action=page,
        fields=(("decision", "accept"),),
        quote=Truncator(booking.topic).chars(LONGEST_QUOTE),
        quote_language=booking.mentee.language,
        otherwise=_("Decline, or write something"),
    )


def _asked(presenter: BookingPresenter) -> ToDo:
    return ToDo(
        person=_person(presenter),
        title=_("You’ve asked %(name)s") % {"name": presenter.name},
        text=_("%(when)s is reserved for you. %(name)s answers by %(until)s.") % _words(presenter),
        page=presenter.booking.get_absolute_url(),
        by=_until(presenter.booking),
        label=_("See your request"),
        is_theirs=True,
    )


def _proposal(proposal: MoveProposal, presenter: BookingPresenter) -> ToDo:
    return ToDo(
        person=_person(presenter),
        title=_("%(name)s would like to meet at another time") % {"name": presenter.name},
        text=_("You’ve agreed on %(when)s. That stays until you pick another time.") % _words(presenter),
        page=reverse("bookings:proposal", args=[proposal.uuid]),
        by=presenter.booking.starts_at,
        label=_("Pick a time, or keep yours"),
    )


def _report(report: NoShow, presenter: BookingPresenter) -> ToDo:
    until = short_datetime(report.answer_by)
    return ToDo(
        person=_person(presenter),
        title=_("%(name)s says you weren’t there") % {"name": presenter.name},
        text=_("It’s about %(when)s. You have until %(until)s to answer.") % (_words(presenter) | {"until": until}),
        page=report.get_absolute_url(),
        by=report.answer_by,
        label=_("Tell us what happened"),
    )


def _standby(offer: StandbyOffer) -> ToDo:
    mentor = offer.booking.mentor
    words = {"name": mentor.user.get_short_name(), "when": short_datetime(offer.starts_at)}
    return ToDo(
        person=Person(mentor.user.display_name, mentor.hue, mentor.photo_url(192)),
        title=_("Would you take this time at short notice?"),
        text=_("%(when)s with %(name)s may become free. If it does, whoever said yes first gets it.") % words,
        page=offer.get_absolute_url(),
        by=offer.starts_at,
        label=_("I’d take it"),
    )


def _standing_by(offer: StandbyOffer) -> ToDo:
    mentor = offer.booking.mentor
    words = {"name": mentor.user.get_short_name(), "when": short_datetime(offer.starts_at)}
    return ToDo(
        person=Person(mentor.user.display_name, mentor.hue, mentor.photo_url(192)),
        title=_("You’re standing by for %(name)s") % {"name": mentor.user.display_name},
        text=_("If %(when)s becomes free, whoever said yes first gets it. We’ll email you if it’s you.") % words,
        page=offer.get_absolute_url(),
        by=offer.starts_at,
        label=_("Change or stop"),
        is_theirs=True,
    )


def _setup(mentor: Mentor, *, now: datetime) -> Iterator[ToDo]:
    """What an approved mentor must do to be listed; without a deadline, so it comes after things due soon."""
    missing = [step for step in steps(mentor) if step.required and not step.done]
    if missing:
        yield ToDo(
            person=Person(mentor.user.display_name, mentor.hue, mentor.own_photo_url(192)),
            title=_("Finish setting up, and people can book you"),
            text=_("Still to do: %(steps)s.") % {"steps": ", ".join(str(step.label) for step in missing)},
            page=reverse(missing[0].url_name),
            by=now + SOMETIME,
            label=str(missing[0].label),
        )


def _person(presenter: BookingPresenter) -> Person:
    return Person(presenter.name, presenter.hue, presenter.photo)


def _until(booking: Booking) -> datetime:
    return booking.expires_at or booking.starts_at


def _words(presenter: BookingPresenter) -> dict[str, str]:
    return {
        "name": presenter.first_name,
        "when": short_datetime(presenter.booking.starts_at),
        "until": short_datetime(_until(presenter.booking)),
    }
