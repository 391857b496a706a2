"""Rounds from their opening to the last answer."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from matching.models import Answer, Pair, Participant, Role, Round, RoundState
from matching.models.rounds import CHANGEABLE, MOST_MENTEES
from mentors.models import Mentor
from notifications.services import notify, notify_each

if TYPE_CHECKING:
    from accounts.models import User

MOST_PEOPLE = 10_000  # in a round
A_SECOND = timedelta(seconds=1)


class RoundRefused(Refused):
    """It can't be done in this round, or not any more. Safe to show."""


def open_round(*, name: str, about: str, closes_at: datetime, by: "User", now: datetime) -> Round:
    """Open a round that members can join until `closes_at`.

    Raises:
        RoundRefused: it has no name, or would be over already.
    """
    if reason := refusal_to_open(name, closes_at, now=now):
        raise RoundRefused(reason)
    return Round.objects.create(name=name.strip(), about=about.strip(), closes_at=closes_at, made_by=by, created_at=now)


def refusal_to_open(name: str, closes_at: datetime, *, now: datetime) -> str:
    """Why there can't be such a round; "" if there can. Safe to show."""
    if not name.strip():
        return _("Please give the round a name.")
    if closes_at <= now:
        return _("Please choose a time in the future, so that people can join.")
    return ""


def join(
    *,
    round: Round,  # noqa: A002
    role: Role,
    capacity: int = 1,
    note: str = "",
    by: "User",
    now: datetime,
) -> Participant:
    """Join a round as a mentee or a mentor. Joining again changes the capacity and the note.

    Args:
        capacity: how many mentees a mentor takes.
        note: a sentence for those on the other side.

    Raises:
        RoundRefused: it's closed or full, or they're no mentor. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=round.pk)
        if reason := refusal_to_join(row, now=now):
            raise RoundRefused(reason)
        return add(row, member=by, role=role, capacity=capacity, note=note, now=now)


def refusal_to_join(row: Round, *, now: datetime) -> str:
    """Why no one can join or leave any more; "" if they can. Safe to show."""
    if row.state != RoundState.OPEN or row.closes_at <= now:
        return _("This round is closed.")
    return ""


def add(
    row: Round, *, member: "User", role: Role, capacity: int, now: datetime, note: str | None = None
) -> Participant:
    """Add a member to a round that the caller has locked.

    Raises:
        RoundRefused: the round is full, or they aren't a mentor.
    """
    if role == Role.MENTOR and not Mentor.objects.listed().filter(user=member).exists():
        raise RoundRefused(_("Only mentors whose profile is listed can join as a mentor."))
    if role == Role.MENTOR and not 1 <= capacity <= MOST_MENTEES:
        raise RoundRefused(_("Please choose how many mentees, from 1 to %(most)d.") % {"most": MOST_MENTEES})
    if row.participants.count() >= MOST_PEOPLE:
        raise RoundRefused(_("This round is full."))
    said = {"capacity": capacity if role == Role.MENTOR else 1} | ({} if note is None else {"note": note.strip()})
    participant, _made = row.participants.update_or_create(
        member=member, role=role, defaults=said, create_defaults=said | {"joined_at": now}
    )
    return participant


def leave(*, round: Round, role: Role, by: "User", now: datetime) -> None:  # noqa: A002
    """Leave a round that is still open; has no effect if they aren't in it.

    Raises:
        RoundRefused: it's closed. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=round.pk)
        if reason := refusal_to_join(row, now=now):
            raise RoundRefused(reason)
        row.participants.filter(member=by, role=role).delete()


def confirm(*, round: Round, by: "User", now: datetime) -> Round:  # noqa: A002
    """Send the pairs of a preview: both people of each are asked, and those without a pair are told.

    Raises:
        RoundRefused: there is nothing to send, or it was sent already. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=round.pk)
        if row.state in (RoundState.PROPOSED, RoundState.DONE):
            raise RoundRefused(_("These pairs have been sent already."))
        pairs = list(row.pairs.with_people())
        if row.state != RoundState.PREVIEW or not pairs:
            raise RoundRefused(_("There are no pairs to send. Compute them first."))
        row.state, row.proposed_at = RoundState.PROPOSED, now
        row.save(update_fields=["state", "proposed_at"])
        asked = [(pair.member_on(role), pair) for pair in pairs for role in Role]
        notify_each(asked, "round_pair", now=now, over=A_SECOND * len(asked) / 10)
        without = row.participants.filter(pair=None, pairs=None, member__is_active=True).select_related("member")
        told = [(participant.member, participant) for participant in without]
        notify_each(told, "round_without_pair", now=now, over=A_SECOND * len(told) / 10)
    return row


def answer(*, pair: Pair, yes: bool, by: "User", now: datetime) -> Pair:
    """Say yes or no to a pair. Two yeses make it; a no ends it, and the other is told.

    Raises:
        RoundRefused: it isn't theirs, was withdrawn, or has been answered already. Safe to show.
    """
    with transaction.atomic():
        round_ = Round.objects.for_update().get(pk=pair.round_id)
        row = Pair.objects.for_update().with_people().get(pk=pair.pk)
        if reason := refusal_to_answer(row, round_, yes=yes, by=by):
            raise RoundRefused(reason)
        if not row.answer_of(row.side_of(by)):
            _say(row, Answer.YES if yes else Answer.NO, by=by, now=now)
            _end_if_answered(round_)
    return row


def refusal_to_answer(pair: Pair, row: Round, *, yes: bool, by: "User") -> str:
    """Why `by` can't say this of a pair; "" if they can. Saying the same again is fine. Safe to show."""
    if by.pk not in (pair.mentee.member_id, pair.mentor.member_id):
        return _("This question was for someone else.")
    if row.state == RoundState.WITHDRAWN:
        return _("The team has withdrawn this round.")
    if row.proposed_at is None:
        return _("There’s nothing to answer yet.")
    said = pair.answer_of(pair.side_of(by))
    if said and said != (Answer.YES if yes else Answer.NO):
        return _("You’ve answered already.")
    if pair.is_off and not said:
        return _("The other person can’t make it, so there’s nothing to answer any more.")
    return ""


def withdraw(*, round: Round, by: "User", now: datetime) -> Round:  # noqa: A002
    """Withdraw a round. Those who were asked, and whose pair isn't off, are told.

    Raises:
        RoundRefused: it's over. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=round.pk)
        if row.state in (RoundState.DONE, RoundState.WITHDRAWN):
            raise RoundRefused(_("This round is over already."))
        was_sent = row.state == RoundState.PROPOSED
        row.state = RoundState.WITHDRAWN
        row.save(update_fields=["state"])
        if was_sent:
            pairs = row.pairs.waiting().with_people()
            told = [(pair.member_on(role), pair) for pair in pairs for role in Role]
            notify_each(told, "round_withdrawn", now=now, over=A_SECOND * len(told) / 10)
    return row


def end_all(*, member: "User", now: datetime) -> None:
    """Take a member whose account is closed out of rounds; those they were paired with are told, as after a no."""
    with transaction.atomic():
        theirs = Pair.objects.sent().waiting().involving(member).order_by("round")
        for round_id, pk in theirs.values_list("round", "pk"):
            round_ = Round.objects.for_update().get(pk=round_id)
            row = Pair.objects.for_update().waiting().with_people().filter(pk=pk).first()
            if row is not None and round_.state == RoundState.PROPOSED:
                _say(row, Answer.NO, by=member, now=now)
                _end_if_answered(round_)
        # A computation that has read them fails when it stores their pair, and begins again without them.
        unsent = [*CHANGEABLE, RoundState.COMPUTING]
        Participant.objects.filter(member=member, round__state__in=unsent).delete()


def _say(row: Pair, said: Answer, *, by: "User", now: datetime) -> None:
    """Write down an answer, and tell who has to know; the caller has locked the round and the pair."""
    role = row.side_of(by)
    other = Role.MENTOR if role == Role.MENTEE else Role.MENTEE
    setattr(row, f"{role}_answer", said)
    setattr(row, f"{role}_answered_at", now)
    row.save(update_fields=[f"{role}_answer", f"{role}_answered_at"])
    if row.is_agreed:
        mentee, mentor = row.mentee.member, row.mentor.member
        for reader, cause in ((mentee, mentor), (mentor, mentee)):
            notify(reader, "round_agreed", about=row, by=cause, now=now)
    elif said == Answer.NO and row.answer_of(other) != Answer.NO:
        notify(row.member_on(other), "round_declined", about=row, by=by, now=now)


def _end_if_answered(row: Round) -> None:
    """End a round in which no pair waits for an answer; the caller has locked it."""
    if row.state == RoundState.PROPOSED and not row.pairs.waiting().exists():
        row.state = RoundState.DONE
        row.save(update_fields=["state"])
