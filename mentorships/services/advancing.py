"""The clocks of all mentorships: what silence does, step by step."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from core.sweeping import each
from mentorships.clocks import Step, due
from mentorships.models import EndKind, Mentorship, MentorshipState
from mentorships.services import continuing
from mentorships.services.agreeing import start_if_ready
from mentorships.services.changing import tell_both
from mentorships.services.states import end, move

AT_ONCE = 1_000
ASKS = {
    Step.NUDGE: "mentorship_forming",
    Step.REMIND: "mentorship_pause_ends",
    Step.ASK: "mentorship_quiet",
}


def advance(*, now: datetime) -> int:
    """Take one step with each mentorship in which something is due. Returns how many steps.

    Resumable: each is a transaction of its own, and one that fails is tried again by the next run.
    """
    return each(_in_which_something_is_due(now), _step, event="mentorship", now=now)


def _in_which_something_is_due(now: datetime) -> Iterator[Mentorship]:
    last = 0
    while batch := list(Mentorship.objects.live().filter(pk__gt=last).with_meetings(at=now).order_by("pk")[:AT_ONCE]):
        last = batch[-1].pk
        yield from (row for row in batch if _may_start(row) or due(row.clock(), now))


def _may_start(row: Mentorship) -> bool:
    return row.state == MentorshipState.FORMING and row.clock().meetings > 0


def _step(found: Mentorship, now: datetime) -> bool:
    with transaction.atomic():
        # skip_locked: someone is changing it; the next run takes the rest.
        row = Mentorship.objects.for_update(skip_locked=True).filter(pk=found.pk).first()
        if row is None:
            return False
        if start_if_ready(row, now=now):
            return True
        step = due(Mentorship.objects.with_meetings(at=now).get(pk=row.pk).clock(), now)
        if step is not None:
            _take(row, step, now)
    return step is not None


def _take(row: Mentorship, step: Step, now: datetime) -> None:
    match step:
        case Step.NUDGE | Step.REMIND | Step.ASK:
            row.asked += 1
            if step == Step.ASK:
                row.asked_at = row.asked_at or now
            row.save(update_fields=["asked", "asked_at"])
            tell_both(row, ASKS[step], now=now, asked=row.asked)
        case Step.SETTLE:
            row.asked, row.asked_at = 0, None
            row.save(update_fields=["asked", "asked_at"])
        case Step.WRAP_UP:
            move(row, MentorshipState.WRAPPING_UP, now=now)
            tell_both(row, "mentorship_wrapping_up", now=now)
        case Step.CLOSE:
            continuing.close(row, now=now)
        case Step.COMPLETE | Step.LAPSE:
            end(row, EndKind.COMPLETED if step == Step.COMPLETE else EndKind.LAPSED, now=now)
            tell_both(row, "mentorship_ended", now=now)
