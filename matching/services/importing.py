"""Inviting people to a round from a table: their addresses, roles and capacities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import User as Member
from core.addresses import same_mailbox
from core.text import one_line
from matching.models import Invitation, Role, Round
from matching.models.rounds import MOST_MENTEES
from matching.services.rounds import MOST_PEOPLE, RoundRefused, refusal_to_join, tell_all
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User

FIRST_LINE = 2  # of a table, after its names
LONG = 3  # digits of a capacity; Python refuses to read thousands of them


@dataclass(slots=True)
class Imported:
    """What became of a table: how many people were invited, or why no one was.

    Attributes:
        known: how many are in the round, or were invited before.
    """

    invited: int = 0
    known: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)  # line, sentence


def import_people(
    *,
    round: Round,  # noqa: A002
    rows: Sequence[Mapping[str, str]],
    by: "User",
    now: datetime,
) -> Imported:
    """Invite everyone in a table to a round, or, if a line is wrong, no one. They are in it once they join themselves.

    No one is invited twice, so that a table can be imported again; whoever is in the round stays as they are.

    Args:
        rows: with "email", "role" (mentee or mentor) and perhaps "capacity".

    Raises:
        RoundRefused: it's too late, or there are too many. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=round.pk)
        if reason := refusal_to_join(row, now=now):
            raise RoundRefused(reason)
        if not rows or len(rows) > MOST_PEOPLE:
            raise RoundRefused(_("Please choose a table with 1 to %(most)d people.") % {"most": MOST_PEOPLE})
        addresses = {same_mailbox(one_line(each.get("email", ""))) for each in rows}
        found = Member.objects.active().annotate(small=Lower("email")).filter(small__in=addresses)
        found = found.exclude(pk__in=Member.objects.unconfirmed())  # anyone can type someone's address there
        members = dict(found.values_list("small", "pk"))
        mentors = set(Mentor.objects.listed().filter(user__in=members.values()).values_list("user", flat=True))
        done = Imported()
        people: dict[tuple[int, str], Invitation] = {}
        for line, each in enumerate(rows, start=FIRST_LINE):
            member = members.get(same_mailbox(each.get("email", "")))
            role, capacity = each.get("role", "").lower(), each.get("capacity", "") or "1"
            if problem := _problem(member, role, capacity, mentors):
                done.problems.append((line, problem))
            elif member is not None:
                people[member, role] = Invitation(
                    round=row,
                    member_id=member,
                    role=role,
                    capacity=int(capacity) if role == Role.MENTOR else 1,
                    invited_at=now,
                )
        if done.problems:
            return done
        known = {*row.participants.values_list("member", "role"), *row.invitations.values_list("member", "role")}
        if len(known | people.keys()) > MOST_PEOPLE:
            raise RoundRefused(_("This round is full."))
        new = [invitation for who, invitation in people.items() if who not in known]
        made = Invitation.objects.bulk_create(new, batch_size=1_000)
        readers = Invitation.objects.filter(pk__in=[each.pk for each in made]).select_related("member").order_by("pk")
        told = [(each.member, each) for each in readers]
        tell_all(told, "round_invited", now=now)
        done.invited, done.known = len(new), len(people) - len(new)
    return done


def _problem(member: int | None, role: str, capacity: str, mentors: set[int]) -> str:
    if member is None:
        return _("No member has this address.")
    if role not in Role.values:
        return _("The role has to be mentee or mentor.")
    if role == Role.MENTOR and member not in mentors:
        return _("They aren’t a listed mentor.")
    if role == Role.MENTOR and not (
        capacity.isdecimal() and len(capacity) < LONG and 1 <= int(capacity) <= MOST_MENTEES
    ):
        return _("The capacity has to be a number from 1 to %(most)d.") % {"most": MOST_MENTEES}
    return ""
