"""Words of farewell: each writes without knowing the other's. Ending a mentorship never waits for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Block
from mentorships.errors import MentorshipRefused
from mentorships.models import EndKind, Farewell, Mentorship, MentorshipState
from mentorships.policy import FAREWELL_AFTER
from mentorships.services.continuing import refusal_to_answer
from mentorships.services.states import locked

if TYPE_CHECKING:
    from accounts.models import User


def write(*, mentorship: Mentorship, by: "User", words: Mapping[str, str], now: datetime) -> Farewell:
    """Write or change one's farewell.

    Args:
        words: a text for each of `FAREWELL_LINES`; not all of them "".

    Raises:
        MentorshipRefused: it isn't the end, it's too late, or the other can read it already. Safe to show.
    """
    with transaction.atomic():
        row = locked(mentorship, by)
        given = list(row.farewells.all())
        if reason := refusal_to_write(row, given, by=by, now=now):
            raise MentorshipRefused(reason)
        made, _is_new = Farewell.objects.update_or_create(
            mentorship=row, member=by, defaults={**words}, create_defaults={**words, "written_at": now}
        )
    return made


def refusal_to_write(row: Mentorship, given: Sequence[Farewell], *, by: "User", now: datetime) -> str:
    """Why one can't write or change a farewell; "" if they can. Safe to show."""
    if not is_time(row, now=now):
        return _("This isn’t the end yet.")
    if now >= row.writable_until(at=now):
        return _("The time to write a farewell is over. You can still thank each other when you meet.")
    name = {"name": row.other_than(by).get_short_name()}
    if row.end_kind == EndKind.APART and Block.objects.filter(blocker=by, blocked=row.other_than(by)).exists():
        return _("You’ve blocked %(name)s, so neither of you can write.") % name
    if any(each.member_id == by.pk for each in shown(row, given, now=now)):
        return _("%(name)s can read your farewell already, so it stays as it is.") % name
    return ""


def is_time(row: Mentorship, *, now: datetime) -> bool:
    """Whether two can say farewell: it has ended, or it's settled that they close."""
    if row.state == MentorshipState.WRAPPING_UP:
        return bool(refusal_to_answer(row, now=now))
    return row.state == MentorshipState.ENDED and row.end_kind != EndKind.GONE


def shown(row: Mentorship, given: Sequence[Farewell], *, now: datetime) -> list[Farewell]:
    """Of what was written, what the other one reads. Who is kept apart reads no more than before."""
    if row.end_kind == EndKind.APART and row.ended_at:
        given, now = [each for each in given if each.written_at < row.ended_at], row.ended_at
    if len(given) == len(("mentee", "mentor")):
        return list(given)
    return [each for each in given if now >= each.written_at + FAREWELL_AFTER]
