"""A round that follows up on another, with those whom that one has left without a pair."""

import re
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import Answer, Exclusion, Participant, Preference, Role, Round, RoundState
from matching.models.rounds import LONGEST_NAME
from matching.policy import FOLLOW_UP_OPEN
from matching.services.rounds import RoundRefused, tell_all

if TYPE_CHECKING:
    from accounts.models import User

NUMBERED = re.compile(r" \((\d{1,3})\)$")


def follow_up(*, round: Round, by: "User", now: datetime) -> Round:  # noqa: A002
    """Open a round with those who are still free after one that is over. There is one such round at most.

    They are told, and can leave it again. Whoever said no, or nothing, isn't taken along, but can join.

    Raises:
        RoundRefused: it isn't over, or no two people are free. Safe to show.
    """
    with transaction.atomic():
        row = Round.objects.for_update().get(pk=round.pk)
        if (there := Round.objects.filter(follows=row).first()) is not None:
            return there
        if row.state != RoundState.DONE:
            raise RoundRefused(_("This round isn’t over yet."))
        people = free(row)
        if {person.role for person in people} != {*Role}:
            raise RoundRefused(_("There isn’t a mentee and a mentor who are both still free."))
        made = Round.objects.create(
            name=_next_name(row.name),
            about=row.about,
            closes_at=now + FOLLOW_UP_OPEN,
            follows=row,
            made_by=by,
            created_at=now,
        )
        _take_along(people, made, now=now)
        readers = [(person.member, person) for person in made.participants.select_related("member").order_by("pk")]
        tell_all(readers, "round_followed_up", now=now)
    return made


def free(row: Round) -> list[Participant]:
    """Who of a round that is over could still be paired, each with the room that they have left: two queries."""
    taken: Counter[int] = Counter()
    out: set[int] = set()
    for pair in row.pairs.all():
        for key, said in ((pair.mentee_id, pair.mentee_answer), (pair.mentor_id, pair.mentor_answer)):
            taken[key] += pair.is_agreed
            if said == Answer.NO or (pair.lapsed_at and not said):
                out.add(key)
    found = []
    for person in row.participants.select_related("member__mentor").order_by("pk"):
        person.capacity -= taken[person.pk]
        if person.pk not in out and person.is_available and person.capacity > 0:
            found.append(person)
    return found


def _take_along(people: list[Participant], made: Round, *, now: datetime) -> None:
    """Copy people into a round, with what they and the team have said of each other."""
    copies = {
        person.pk: Participant(
            round=made,
            member=person.member,
            role=person.role,
            capacity=person.capacity,
            note=person.note,
            joined_at=now,
        )
        for person in people
    }
    Participant.objects.bulk_create(copies.values(), batch_size=1_000)
    said = Preference.objects.filter(participant__in=copies, about__in=copies)
    Preference.objects.bulk_create(
        [
            Preference(
                participant=copies[each.participant_id],
                about=copies[each.about_id],
                rank=each.rank,
                rather_not=each.rather_not,
            )
            for each in said
        ],
        batch_size=1_000,
    )
    excluded = Exclusion.objects.filter(mentee__in=copies, mentor__in=copies)
    Exclusion.objects.bulk_create(
        [
            Exclusion(
                round=made,
                mentee=copies[each.mentee_id],
                mentor=copies[each.mentor_id],
                why=each.why,
                by_id=each.by_id,
                made_at=each.made_at,
            )
            for each in excluded
        ],
        batch_size=1_000,
    )


def _next_name(name: str) -> str:
    """The name with the next number: "Spring" becomes "Spring (2)"."""
    found = NUMBERED.search(name)
    number = f" ({int(found[1]) + 1 if found else 2})"
    return name[: found.start() if found else None][: LONGEST_NAME - len(number)] + number
