"""Rounds from their opening to the last answer."""

import uuid
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Block
from core.db import violates
from core.errors import Refused
from matching.models import Answer, Invitation, Pair, Participant, Role, Round, RoundState, Unmatched
from matching.models.rounds import CHANGEABLE, LONGEST_ABOUT, LONGEST_NAME, LONGEST_NOTE, MOST_MENTEES, SENT
from matching.policy import PAIR_WITHIN, REMIND_OF_PAIR_BEFORE
from mentors.models import Mentor
from notifications.services import notify, notify_each, notify_team

if TYPE_CHECKING:
    from django.db.models import Model

    from accounts.models import User

MOST_PEOPLE = 10_000  # in a round
A_NOTICE = timedelta(seconds=0.1)  # so that a round with thousands of people doesn't hold up other mail


class RoundRefused(Refused):
    """It can't be done in this round, or not any more. Safe to show."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A round whose pairs have been sent.

    Attributes:
        left_out: pairs that were not sent, since one of the two can't meet anyone any more.
    """

    round: Round
    left_out: list[Pair]


def open_round(
    *, name: str, about: str, closes_at: datetime, form_key: uuid.UUID | None, by: "User", now: datetime
) -> Round:
    """Open a round that members can join until `closes_at`.

    Args:
        form_key: the form's random key: sending it again returns the same round. None without a form.

    Raises:
        RoundRefused: it has no name, too long a text, would be over already, or the form was sent with another one.
    """
    name, about = name.strip(), about.strip()
    if len(name) > LONGEST_NAME or len(about) > LONGEST_ABOUT:
        raise RoundRefused(_("That’s too long. Please shorten it a little."))
    if reason := refusal_to_open(name, closes_at, now=now):
        raise RoundRefused(reason)
    try:
        with transaction.atomic():
            return Round.objects.create(
                name=name, about=about, closes_at=closes_at, form_key=form_key, made_by=by, created_at=now
            )
    except IntegrityError as error:
        if not violates(error, "round_form_once"):
            raise
        there = Round.objects.get(made_by=by, form_key=form_key)
        if (there.name, there.about, there.closes_at) != (name, about, closes_at):
            raise RoundRefused(_("This form has already been sent. Please open the page again.")) from error
        return there


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
        said = {"capacity": capacity if role == Role.MENTOR else 1, "note": note.strip()}
        if (already := row.participants.filter(member=by, role=role, **said).first()) is not None:
            return already
        if reason := refusal_to_join(row, now=now):
            raise RoundRefused(reason)
        return _add(row, member=by, role=role, said=said, now=now)


def refusal_to_join(row: Round, *, now: datetime) -> str:
    """Why no one can join or leave any more; "" if they can. Safe to show."""
    if row.state != RoundState.OPEN or row.closes_at <= now:
        return _("This round is closed.")
    return ""


def _add(row: Round, *, member: "User", role: Role, said: dict[str, Any], now: datetime) -> Participant:
    """Add a member to a round that the caller has locked, or change what they said.

    Raises:
        RoundRefused: the round is full, they aren't a mentor, or what they said doesn't do.
    """
    if role == Role.MENTOR and not Mentor.objects.listed().filter(user=member).exists():
        raise RoundRefused(_("Only mentors whose profile is listed can join as a mentor."))
    if role == Role.MENTOR and not 1 <= said["capacity"] <= MOST_MENTEES:
        raise RoundRefused(_("Please choose how many mentees you’d take, from 1 to %(most)d.") % {"most": MOST_MENTEES})
    if len(said["note"]) > LONGEST_NOTE:
        raise RoundRefused(_("That’s too long. Please shorten it a little."))
    mine = row.participants.filter(member=member, role=role)
    if row.participants.count() >= MOST_PEOPLE and not mine.exists():
        raise RoundRefused(_("This round is full."))
    participant, _made = row.participants.update_or_create(
        member=member, role=role, defaults=said, create_defaults=said | {"joined_at": now}
    )
    return participant


def leave(*, round: Round, role: Role, by: "User", now: datetime) -> None:  # noqa: A002
    """Leave a round that is still open, or turn down an invitation to it. No effect without either.

    Raises:
        RoundRefused: they're in it, and it's closed. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=round.pk)
        mine = row.participants.filter(member=by, role=role)
        if mine.exists() and (reason := refusal_to_join(row, now=now)):
            raise RoundRefused(reason)
        mine.delete()
        row.invitations.filter(member=by, role=role, declined_at=None).update(declined_at=now)


def confirm(*, round: Round, by: "User", now: datetime) -> Sent:  # noqa: A002
    """Send the pairs of a preview: both people of each are asked, and those without a pair are told.

    Pairs of which one has left, takes no bookings any more or has blocked the other are left out. A round that was
    sent stays as it is.

    Raises:
        RoundRefused: there is nothing to send. Safe to show.
    """
    with transaction.atomic():
        # Whoever closes their account waits for this lock, and then says no to what was sent: see `end_all`.
        row = Round.objects.for_update().get(pk=round.pk)
        if row.state in SENT:
            return Sent(row, [])
        found = list(row.pairs.with_people()) if row.state == RoundState.PREVIEW else []
        if not found:
            raise RoundRefused(_("There are no pairs to send. Compute them first."))
        members = {person.member_id for pair in found for person in (pair.mentee, pair.mentor)}
        apart = {frozenset(block) for block in Block.objects.among(members)}
        left_out = [pair for pair in found if not _may_meet(pair, apart)]
        if len(left_out) == len(found):
            raise RoundRefused(
                _("In each pair, someone has left or takes no bookings now. Please compute the pairs again.")
            )
        _leave_out(row, left_out)
        row.state, row.proposed_at = RoundState.PROPOSED, now
        row.save(update_fields=["state", "proposed_at"])
        row.pairs.update(due_at=now + PAIR_WITHIN)
        _ask([pair for pair in found if pair not in left_out], now=now)
        without = row.participants.filter(pair=None, pairs=None, member__is_active=True).select_related("member")
        told = [(participant.member, participant) for participant in without]
        tell_all(told, "round_without_pair", now=now)
    return Sent(row, left_out)


def _may_meet(pair: Pair, apart: Container[frozenset[int]]) -> bool:
    is_blocked = frozenset((pair.mentee.member_id, pair.mentor.member_id)) in apart
    return pair.mentee.is_available and pair.mentor.is_available and not is_blocked


def answer(*, pair: Pair, yes: bool, by: "User", now: datetime) -> Pair:
    """Say yes or no to a pair. Two yeses make it; a no ends it, and the other is told. Saying it again is fine.

    Raises:
        RoundRefused: it isn't theirs, was cancelled, is too late, or they've said something else. Safe to show.
    """
    with transaction.atomic():
        round_ = Round.objects.for_update().get(pk=pair.round_id)
        row = Pair.objects.for_update().with_people().get(pk=pair.pk)
        if reason := refusal_to_answer(row, yes=yes, by=by, now=now):
            raise RoundRefused(reason)
        if not row.answer_of(row.side_of(by)):
            _say(row, Answer.YES if yes else Answer.NO, by=by, now=now)
            end_if_answered(round_, now=now)
    return row


def refusal_to_answer(pair: Pair, *, yes: bool, by: "User", now: datetime) -> str:
    """Why `by` can't say this of a pair; "" if they can, or have said so. Needs the round loaded. Safe to show."""
    if by.pk not in (pair.mentee.member_id, pair.mentor.member_id):
        return _("This question was for someone else.")
    if pair.round.proposed_at is None:
        return _("There’s nothing to answer yet.")
    said = pair.answer_of(pair.side_of(by))
    if said:
        return "" if said == (Answer.YES if yes else Answer.NO) else _("You’ve answered already.")
    if pair.is_off:
        return _("The other person can’t make it, so there’s nothing to answer any more.")
    if pair.round.state == RoundState.WITHDRAWN:
        return _("The team has cancelled this round.")
    return _("The time to answer has passed.") if pair.is_over(at=now) else ""


def withdraw(*, round: Round, by: "User", now: datetime) -> Round:  # noqa: A002
    """Cancel a round. Those who wait to hear of it are told; what two have agreed stays. Doing it again is fine.

    Raises:
        RoundRefused: it's over. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=round.pk)
        if row.state == RoundState.WITHDRAWN:
            return row
        if row.state == RoundState.DONE:
            raise RoundRefused(_("This round is over already."))
        people = row.participants.filter(member__is_active=True)
        if row.state == RoundState.PROPOSED:
            # Everyone else knows that they have no pair.
            live = row.pairs.live()
            people = people.filter(Q(pair__in=live) | Q(pairs__in=live))
        row.state = RoundState.WITHDRAWN
        row.save(update_fields=["state"])
        told = {each.member_id: (each.member, each) for each in people.select_related("member").order_by("pk")}
        tell_all([*told.values()], "round_withdrawn", now=now)
    return row


def end_all(*, member: "User", now: datetime) -> None:
    """Take a member whose account is closed out of rounds; those they were paired with are told, as after a no."""
    with transaction.atomic():
        Invitation.objects.filter(member=member).delete()
        going = [*CHANGEABLE, RoundState.COMPUTING, RoundState.PROPOSED]
        theirs = Participant.objects.filter(member=member, round__state__in=going).order_by("round")
        for pk in theirs.values_list("round", flat=True).distinct():
            row = Round.objects.for_update().get(pk=pk)  # so that it isn't being sent meanwhile
            if row.state == RoundState.PROPOSED:
                for pair in row.pairs.for_update().waiting().involving(member).with_people().order_by("pk"):
                    _say(pair, Answer.NO, by=member, now=now)
                end_if_answered(row, now=now)
            elif row.state in going:
                _remove(row, member)


def part(*, member: "User", other: "User", now: datetime) -> None:
    """Say no, for a member who has just blocked another, to their pair that waits; to the other it is a no as any."""
    with transaction.atomic():
        theirs = Pair.objects.sent().waiting().involving(member).involving(other)
        for pk in theirs.order_by("round").values_list("round", flat=True).distinct():
            row = Round.objects.for_update().get(pk=pk)
            if row.state == RoundState.PROPOSED:
                pairs = row.pairs.for_update().waiting().involving(member).involving(other)
                for pair in pairs.with_people().order_by("pk"):
                    _say(pair, Answer.NO, by=member, now=now)
                end_if_answered(row, now=now)


def end_if_answered(row: Round, *, now: datetime) -> None:
    """End a round in which no pair waits for an answer, and tell the team; the caller has locked it."""
    if row.state == RoundState.PROPOSED and not row.pairs.waiting().exists():
        row.state = RoundState.DONE
        row.save(update_fields=["state"])
        notify_team("round_over_for_team", about=row, now=now)


def tell(pairs: Iterable[Pair], kind: str, *, now: datetime, due_at: datetime | None = None) -> None:
    """Write a notice to both people of each pair; it is sent at `due_at`, or at once."""
    tell_all([(pair.member_on(role), pair) for pair in pairs for role in Role], kind, now=now, due_at=due_at)


def tell_all(
    readers: "Sequence[tuple[User, Model]]", kind: str, *, now: datetime, due_at: datetime | None = None
) -> None:
    """Write a notice to each of many, about a row of their own; they are sent one by one from `due_at`, or from now."""
    notify_each(readers, kind, now=now, due_at=due_at, over=A_NOTICE * len(readers))


def _ask(pairs: list[Pair], *, now: datetime) -> None:
    tell(pairs, "round_pair", now=now)
    tell(pairs, "round_pair_reminder", now=now, due_at=now + PAIR_WITHIN - REMIND_OF_PAIR_BEFORE)


def _leave_out(row: Round, pairs: list[Pair]) -> None:
    """Delete pairs that can't be sent, and note why their people have none."""
    people = [person for pair in pairs for person in (pair.mentee, pair.mentor)]
    row.pairs.filter(pk__in=[pair.pk for pair in pairs]).delete()
    for why, theirs in (
        (Unmatched.AWAY, [person.pk for person in people if not person.is_available]),
        (Unmatched.LOST, [person.pk for person in people if person.is_available]),
    ):
        row.participants.filter(pk__in=theirs, pair=None, pairs=None).update(unmatched=why)


def _remove(row: Round, member: "User") -> None:
    """Take a member out of a round that isn't sent; the caller has locked it.

    A computation that has read them fails when it stores their pair, and begins again without them.
    """
    with_them = Q(pair__mentor__member=member) | Q(pairs__mentee__member=member)
    others = list(row.participants.filter(with_them).values_list("pk", flat=True))
    row.participants.filter(member=member).delete()
    row.participants.filter(pk__in=others, pair=None, pairs=None).update(unmatched=Unmatched.LOST)


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
