"""A member's to-dos from rounds: pairs that wait for an answer."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.hooks import Person, ToDo
from accounts.models import User
from matching.models import Pair, Role, RoundState


def pairs_to_answer(member: User, *, most: int, now: datetime) -> Iterator[ToDo]:
    """One query."""
    mine = Q(mentee__member=member, mentee_answer="") | Q(mentor__member=member, mentor_answer="")
    rows = Pair.objects.filter(mine, round__state=RoundState.PROPOSED, due_at__gt=now).waiting().with_people()
    for pair in rows.order_by("due_at", "pk")[:most]:
        other = pair.mentor if pair.side_of(member) == Role.MENTEE else pair.mentee
        mentor = getattr(other.member, "mentor", None) if other.is_mentor else None
        words = {"name": other.member.display_name, "round": pair.round.name}
        yield ToDo(
            person=Person(
                other.member.display_name,
                mentor.hue if mentor else other.member.hue,
                mentor.photo_url(192) if mentor else "",
            ),
            title=_("You and %(name)s?") % words,
            text=_("In the round “%(round)s”, we’d like to bring you two together.") % words,
            page=pair.get_absolute_url(),
            by=pair.due_at or now,
            label=_("Say yes or no"),
        )
