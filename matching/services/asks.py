"""A mentor's answer to a request: accept, not now, or a question back. And what the mentee does next."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Block
from bookings.models import Booking
from core.db import advisory_lock, retry_lost_races, violates
from matching.errors import RequestRefused
from matching.models import Ask, AskState, DeclineReason, Request, RequestKind, RequestState
from matching.models.requests import LONGEST_ASK, LONGEST_MESSAGE
from matching.policy import MOST_TO_BOOK, SHORTEST_LEFT
from matching.services.relaying import end, locked, move_on, settle, start_clock, stop_clock
from mentors.models import Mentor
from mentorships.errors import MentorshipRefused
from mentorships.models import Offer
from mentorships.services import beginning
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User


@retry_lost_races()
def accept(*, ask: Ask, by: "User", message: str, now: datetime) -> Ask:
    """Say yes: the mentee books a time, which is confirmed at once, or a mentorship begins. Repeating it does nothing.

    Args:
        by: the mentor's user.
        message: for the mentee, at most 1,000 characters; may be empty.

    Raises:
        RequestRefused: it isn't their turn, too many of those they accepted aren't booked yet, or no place is free.
            Safe to show.
    """
    try:
        with transaction.atomic():
            if ask.request.kind == RequestKind.MENTORSHIP:
                advisory_lock(by, ask.request.mentee)  # so that a block isn't missed: it ends what it finds
            request, row = _locked(ask)
            if row.state == AskState.ACCEPTED and row.mentor.user_id == by.pk:
                return row
            if reason := refusal_to_accept(row, by=by, now=now):
                raise RequestRefused(reason)
            settle(row, AskState.ACCEPTED, message=_fitting(message), now=now)
            if request.kind == RequestKind.MENTORSHIP:
                _begin(request, row, now=now)
            end(request, RequestState.MATCHED, now=now)
            notify(request.mentee, "request_accepted", about=row, now=now, by=by)
    except IntegrityError as error:
        # The constraints judge last, whoever forgot the lock.
        if violates(error, "ask_accepted_once"):
            raise RequestRefused(_("Someone else has already accepted this request.")) from error
        raise
    return row


def _begin(request: Request, ask: Ask, *, now: datetime) -> None:
    """Begin the mentorship that was asked for: nothing is left to be booked first."""
    try:
        beginning.begin(mentor=ask.mentor, mentee=request.mentee, goal=request.goal, now=now)
    except MentorshipRefused as refused:
        raise RequestRefused(refused.message) from refused
    ask.fulfilled_at = now
    ask.save(update_fields=["fulfilled_at"])


@retry_lost_races()
def decline(
    *,
    ask: Ask,
    by: "User",
    reason: DeclineReason,
    message: str,
    suggests: Mentor | None = None,
    now: datetime,
) -> Ask:
    """Say not now: the next mentor is asked at once. Repeating it does nothing, whatever the reason.

    Args:
        by: the mentor's user.
        reason: the mentee is told of it, but for `DeclineReason.FIT`.
        message: for the mentee, at most 1,000 characters; may be empty.
        suggests: who fits better. The mentee is told, and decides whether we ask them.

    Raises:
        RequestRefused: it isn't their turn, or they suggest someone who can't be. Safe to show.
    """
    with transaction.atomic():
        request, row = _locked(ask)
        if row.state == AskState.DECLINED and row.mentor.user_id == by.pk:
            return row
        if refusal := refusal_to_answer(row, by=by, now=now):
            raise RequestRefused(refusal)
        if suggests and (refusal := _refusal_of_suggestion(row, suggests, reason=reason)):
            raise RequestRefused(refusal)
        message = _fitting(message)
        settle(row, AskState.DECLINED, reason=reason, message=message, suggests=suggests, now=now)
        move_on(request, row, by=by, now=now)
    return row


@retry_lost_races()
def ask_back(*, ask: Ask, by: "User", question: str, now: datetime) -> Ask:
    """Ask the mentee something first. The mentor's clock stops until they reply; one question each.

    Asking the same again does nothing.

    Raises:
        RequestRefused: it isn't their turn, or they've asked something else. Safe to show.
    """
    with transaction.atomic():
        request, row = _locked(ask)
        is_asked = row.state == AskState.ASKED_BACK and row.question == question.strip()
        if is_asked and row.mentor.user_id == by.pk:
            return row
        if reason := refusal_to_ask_back(row, by=by, now=now):
            raise RequestRefused(reason)
        if not question.strip():
            raise RequestRefused(_("Please write your question."))
        row.state, row.question, row.asked_at = AskState.ASKED_BACK, _fitting(question), now
        stop_clock(row, now=now)
        row.save(update_fields=["state", "question", "asked_at", "left", "due_at"])
        notify(request.mentee, "request_question", about=row, in_time_for=row.due_at, now=now, by=by)
    return row


@retry_lost_races()
def reply(*, ask: Ask, by: "User", text: str, now: datetime) -> Ask:
    """Answer the mentor's question. Their clock goes on where it stopped, with at least two days.

    Sending the same answer again does nothing.

    Args:
        by: the mentee.

    Raises:
        RequestRefused: there is no question to answer, or it isn't theirs. Safe to show.
    """
    with transaction.atomic():
        request, row = _locked(ask)
        if row.replied_at and row.reply == text.strip() and request.mentee_id == by.pk:
            return row
        if reason := refusal_to_reply(row, by=by, now=now):
            raise RequestRefused(reason)
        if not text.strip() or len(text.strip()) > LONGEST_ASK:
            raise RequestRefused(_("Please write your answer, in at most %(most)d characters.") % {"most": LONGEST_ASK})
        left = max(row.left or SHORTEST_LEFT, SHORTEST_LEFT)
        row.state, row.reply, row.replied_at, row.left = AskState.SENT, text.strip(), now, None
        start_clock(row, now + left, now=now)
        row.save(update_fields=["state", "reply", "replied_at", "left", "due_at"])
        notify(row.mentor.user, "request_replied", about=row, in_time_for=row.due_at, now=now, by=by)
    return row


def refusal_to_answer(ask: Ask, *, by: "User", now: datetime) -> str:
    """Why `by` can't accept or decline at `now`; "" if they can. Used by pages and the service. Safe to show."""
    if by.pk != ask.mentor.user_id:
        return _("Only the mentor can answer this.")
    if not ask.is_live:
        return _refusal_of_state(ask.state)
    if ask.due_at is None or ask.due_at <= now:
        return _("The time to answer has passed, so we’re asking someone else. Thank you all the same.")
    return ""


def refusal_to_accept(ask: Ask, *, by: "User", now: datetime) -> str:
    """Why `by` can't accept at `now`; "" if they can. Safe to show."""
    if reason := refusal_to_answer(ask, by=by, now=now):
        return reason
    if not ask.mentor.is_listed:
        return _("You’re taking a break. Please end it at your desk first.")
    if Block.objects.between(by.pk, ask.request.mentee_id).exists():
        return _refusal_of_state(AskState.WITHDRAWN)  # we're about to ask someone else
    if ask.request.kind == RequestKind.MENTORSHIP:
        offer = Offer.objects.filter(mentor=ask.mentor).first()
        return beginning.refusal_of_place(offer, mentor=ask.mentor, mentee=ask.request.mentee)
    return refusal_of_capacity(ask.mentor, now=now)


def refusal_to_ask_back(ask: Ask, *, by: "User", now: datetime) -> str:
    """Why `by` can't ask something back at `now`; "" if they can. Safe to show."""
    if reason := refusal_to_answer(ask, by=by, now=now):
        return reason
    return _("You’ve already asked something. You can accept, or say “not now”.") if ask.asked_at else ""


def refusal_to_reply(ask: Ask, *, by: "User", now: datetime) -> str:
    """Why `by` can't answer a question at `now`; "" if they can. Safe to show."""
    if by.pk != ask.request.mentee_id:
        return _("This isn’t your request.")
    if ask.state != AskState.ASKED_BACK:
        return _("There’s no question to answer any more.")
    if ask.due_at is None or ask.due_at <= now:
        return _("The time to answer has passed.")
    return ""


def refusal_of_capacity(mentor: Mentor, *, now: datetime) -> str:
    """Why a mentor can't accept another request; "" if they can. Safe to show."""
    number = Ask.objects.to_book(at=now).filter(mentor=mentor).count()
    if number < MOST_TO_BOOK:
        return ""
    text = ngettext(
        "You’ve accepted %(number)d request for which no time is booked yet. Please wait until one is.",
        "You’ve accepted %(number)d requests for which no time is booked yet. Please wait until one is.",
        number,
    )
    return text % {"number": number}


def agreement(mentor: Mentor, member: "User", now: datetime) -> Callable[[Booking, datetime], None] | None:
    """How a booking uses the mentor's acceptance, if the mentor has accepted a request of `member`."""
    ask = Ask.objects.to_book(at=now).filter(mentor=mentor, request__mentee=member).order_by("settled_at").first()
    if ask is None:
        return None

    def fulfil(booking: Booking, at: datetime) -> None:
        Ask.objects.to_book(at=at).filter(pk=ask.pk).update(booking=booking, fulfilled_at=at)

    return fulfil


def _refusal_of_suggestion(ask: Ask, suggests: Mentor, *, reason: DeclineReason) -> str:
    """Why a mentor can't be suggested instead. Whether the mentee asks them already plays no part: it isn't told."""
    if reason != DeclineReason.BETTER:
        return _("To suggest someone, please choose “someone else fits better”.")
    if suggests.pk == ask.mentor_id:
        return _("That’s you. Please name someone else.")
    if suggests.user_id == ask.request.mentee_id:
        return _("That’s who wrote the request. Please name someone else.")
    return ""


def _refusal_of_state(state: str) -> str:
    if state == AskState.WITHDRAWN:
        return _("This request was withdrawn. You don’t need to do anything.")
    if state == AskState.EXPIRED:
        return _("The time to answer has passed, so we’ve gone on to someone else. Thank you all the same.")
    if state == AskState.AWAY:
        return _("You weren’t taking bookings then, so we’ve gone on to someone else.")
    if state == AskState.UNDONE:
        return _("You’d said yes, but then took no bookings, so we’ve gone on to someone else.")
    return _("You’ve already answered this.")


def _fitting(text: str) -> str:
    """A message without the blanks around it.

    Raises:
        RequestRefused: it is too long.
    """
    text = text.strip()
    if len(text) > LONGEST_MESSAGE:
        raise RequestRefused(_("Please write at most %(most)d characters.") % {"most": LONGEST_MESSAGE})
    return text


def _locked(ask: Ask) -> tuple[Request, Ask]:
    """Lock the request with its mentors, and read the ask again."""
    request = locked(ask.request)
    row = request.asks.with_people().get(pk=ask.pk)
    row.request = request
    return request, row
