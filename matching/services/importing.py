"""Choosing the people of a round from a table: their addresses, roles and capacities."""

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
from matching.models import Participant, Role, Round
from matching.models.rounds import MOST_MENTEES
from matching.services.rounds import MOST_PEOPLE, RoundRefused
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User

FIRST_LINE = 2  # of a table, after its names
LONG = 3  # digits of a capacity; Python refuses to read thousands of them


@dataclass(slots=True)
class Imported:
    """What became of a table: the number of people in it, or why none was taken."""

    people: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)  # line, sentence


def import_people(
    *,
    round: Round,  # noqa: A002
    rows: Sequence[Mapping[str, str]],
    by: "User",
    now: datetime,
) -> Imported:
    """Take everyone in a table into a round, or, if a line is wrong, no one. Whoever is in it stays.

    Args:
        rows: with "email", "role" (mentee or mentor) and perhaps "capacity".

    Raises:
        RoundRefused: it's too late, or there are too many. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=round.pk)
        if not row.is_changeable:
            raise RoundRefused(_("This round can’t be changed any more."))
        if not rows or len(rows) > MOST_PEOPLE:
            raise RoundRefused(_("Please choose a table with 1 to %(most)d people.") % {"most": MOST_PEOPLE})
        addresses = {same_mailbox(one_line(each.get("email", ""))) for each in rows}
        found = Member.objects.active().annotate(small=Lower("email")).filter(small__in=addresses)
        members = dict(found.values_list("small", "pk"))
        mentors = set(Mentor.objects.listed().filter(user__in=members.values()).values_list("user", flat=True))
        done = Imported()
        people: dict[tuple[int, str], Participant] = {}
        for line, each in enumerate(rows, start=FIRST_LINE):
            member = members.get(same_mailbox(each.get("email", "")))
            role, capacity = each.get("role", "").lower(), each.get("capacity", "") or "1"
            if problem := _problem(member, role, capacity, mentors):
                done.problems.append((line, problem))
            elif member is not None:
                people[member, role] = Participant(
                    round=row,
                    member_id=member,
                    role=role,
                    capacity=int(capacity) if role == Role.MENTOR else 1,
                    joined_at=now,
                )
        if done.problems:
            return done
        if row.participants.count() + len(people) > MOST_PEOPLE:
            raise RoundRefused(_("This round is full."))
        Participant.objects.bulk_create(
            people.values(),
            batch_size=1_000,
            update_conflicts=True,
            unique_fields=["round", "role", "member"],
            update_fields=["capacity"],
        )
        done.people = len(people)
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
