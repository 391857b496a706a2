"""What the team sees of a round: numbers, who has no one and why, and all of it as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from matching.models import Pair, Participant, Round
from matching.models.pairs import WAITING
from matching.presenters.rounds import sentences


@dataclass(frozen=True, slots=True)
class Numbers:
    """A round in numbers.

    Attributes:
        places: how many mentees all mentors together take.
        fit: the sum of the pairs' points.
        yeses: pairs that both have said yes to.
        lapsed: pairs that weren't answered in time.
        waiting: pairs that can still be answered, until `answer_by`.
    """

    mentees: int
    mentors: int
    places: int
    pairs: int
    fit: int
    yeses: int
    noes: int
    lapsed: int
    waiting: int
    answer_by: datetime | None


def numbers(row: Round) -> Numbers:
    """Two queries."""
    people = row.participants.aggregate(
        mentees=Count("pk", filter=Q(role="mentee")),
        mentors=Count("pk", filter=Q(role="mentor")),
        places=Sum("capacity", filter=Q(role="mentor"), default=0),
    )
    both = Q(mentee_answer="yes", mentor_answer="yes")
    no = Q(mentee_answer="no") | Q(mentor_answer="no")
    pairs = row.pairs.aggregate(
        pairs=Count("pk"),
        fit=Sum("fit", default=0),
        yeses=Count("pk", filter=both),
        noes=Count("pk", filter=no),
        lapsed=Count("pk", filter=Q(lapsed_at__isnull=False)),
        waiting=Count("pk", filter=WAITING),
        answer_by=Max("due_at", filter=WAITING),
    )
    return Numbers(**people, **pairs)


def without(row: Round) -> QuerySet[Participant]:
    """The participants without a pair, mentees first."""
    rows = row.participants.filter(pair=None, pairs=None).select_related("member")
    return rows.order_by("role", "member__display_name", "pk")


def table(row: Round) -> Iterator[list[object]]:
    """The pairs, and then those without one, as lines of a table: four queries."""
    yield [
        _("mentee"),
        _("mentee’s email"),
        _("mentor"),
        _("mentor’s email"),
        _("fit"),
        _("reasons"),
        _("locked"),
        _("mentee’s answer"),
        _("mentor’s answer"),
    ]
    pairs: list[Pair] = list(row.pairs.with_people().order_by("mentee__member__display_name", "pk"))
    said = sentences(pairs, to_the_team=True)
    for pair in pairs:
        mentee, mentor = pair.mentee.member, pair.mentor.member
        yield [
            mentee.display_name,
            mentee.email,
            mentor.display_name,
            mentor.email,
            pair.fit,
            " ".join(said[pair.pk]),
            _("yes") if pair.is_fixed else "",
            pair.get_mentee_answer_display() if pair.mentee_answer else "",
            pair.get_mentor_answer_display() if pair.mentor_answer else "",
        ]
    for person in without(row):
        name, email = person.member.display_name, person.member.email
        who = ["", "", name, email] if person.is_mentor else [name, email, "", ""]
        yield [*who, "", person.get_unmatched_display() if person.unmatched else "", "", "", ""]
