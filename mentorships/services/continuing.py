"""Whether two continue after the planned end: each answers without knowing what the other does.

If both would continue, they do, at once. Otherwise they close, and are told so a week after they were asked, whatever
was answered, and when. So neither learns whether the other has answered, or would have continued.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from mentorships.errors import MentorshipRefused
from mentorships.models import Agreement, Continuation, ContinueAs, Mentorship, MentorshipState
from mentorships.policy import DECIDE_WITHIN, RHYTHMS
from mentorships.services.agreeing import COPIED
from mentorships.services.changing import tell_both
from mentorships.services.states import locked, move

if TYPE_CHECKING:
    from accounts.models import User


def answer(*, mentorship: Mentorship, by: "User", answer: str, weeks: int | None, now: datetime) -> Mentorship:
    """Say whether one would continue. It can be changed until it is settled.

    Args:
        answer: one of `ContinueAs`.
        weeks: for how long; of no importance to whoever would close here.

    Returns:
        The mentorship: under way again if both would continue.

    Raises:
        MentorshipRefused: it isn't asked any more, or not for so many weeks. Safe to show.
    """
    with transaction.atomic():
        row = locked(mentorship, by)
        if reason := refusal_to_answer(row, now=now):
            raise MentorshipRefused(reason)
        if answer not in answers(row):
            raise MentorshipRefused(_("Please choose one of the answers."))
        if answer != ContinueAs.FINISH and weeks not in row.more_weeks():
            raise MentorshipRefused(_("Please choose one of the numbers of weeks."))
        said = {"answer": answer, "weeks": None if answer == ContinueAs.FINISH else weeks, "answered_at": now}
        Continuation.objects.update_or_create(mentorship=row, member=by, defaults=said)
        given = list(row.continuations.all())
        if would_both_continue(given):
            _extend(row, given, now=now)
    return row


def refusal_to_answer(row: Mentorship, *, now: datetime) -> str:
    """Why the two aren't asked whether they continue; "" if they are. Safe to show."""
    if row.state == MentorshipState.WRAPPING_UP and not row.more_weeks():
        return _("You’ve had all the time that there is for one mentorship. You can still meet and write, of course.")
    if row.state != MentorshipState.WRAPPING_UP or row.asked or now >= row.state_since + DECIDE_WITHIN:
        return _("This has been settled meanwhile.")
    return ""


def answers(row: Mentorship) -> list[ContinueAs]:
    """What can be answered: two who meet as rarely as can be agreed don't meet less often."""
    return [each for each in ContinueAs if each != ContinueAs.LESS_OFTEN or row.rhythm < max(RHYTHMS)]


def would_both_continue(given: Sequence[Continuation]) -> bool:
    """Whether both have answered, and neither would close here."""
    return len(given) == len(("mentee", "mentor")) and all(each.answer != ContinueAs.FINISH for each in given)


def close(row: Mentorship, *, now: datetime) -> None:
    """Settle that the two of a locked mentorship close, and tell them."""
    row.continuations.all().delete()
    row.asked += 1
    row.save(update_fields=["asked"])
    tell_both(row, "mentorship_closes", now=now)


def _extend(row: Mentorship, given: Sequence[Continuation], *, now: datetime) -> None:
    """Have the two continue: the shorter time, and less often if one would rather."""
    rhythm = row.rhythm
    if any(each.answer == ContinueAs.LESS_OFTEN for each in given):
        rhythm = min(each for each in RHYTHMS if each > rhythm)
    latest = row.agreements.last()
    if latest is not None and latest.is_signed and latest.rhythm != rhythm:
        lines = {name: getattr(latest, name) for name in COPIED} | {"rhythm": rhythm}
        Agreement.objects.create(
            mentorship=row,
            version=latest.version + 1,
            **lines,
            written_at=now,
            mentee_signed_at=now,
            mentor_signed_at=now,
        )
    weeks = min(each.weeks or 0 for each in given)
    ends_at = row.continues_from + timedelta(weeks=weeks)
    move(row, MentorshipState.ACTIVE, ends_at=ends_at, rhythm=rhythm, extended=row.extended + 1, now=now)
    tell_both(row, "mentorship_continues", now=now)
