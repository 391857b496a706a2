"""Asking the mentors of a request one after the other: who is next, the clocks, and what happens at the end."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from core.db import retry_lost_races
from matching.models import Ask, AskState, Request, RequestState
from matching.models.requests import OPEN
from matching.policy import (
    ANSWER_WITHIN,
    REMIND_BEFORE,
    REMIND_LAST_BEFORE,
    REMIND_TO_REPLY_BEFORE,
    REPLY_WITHIN,
    TEAM_WITHIN,
)
from mentors.models import Mentor, MentorStatus
from notifications.services import notify
from outbox.services import enqueue

if TYPE_CHECKING:
    from accounts.models import User

SKIP = "matching.skip"
AWAY = ~Q(mentor__status=MentorStatus.LISTED) | Q(mentor__user__is_active=False)  # who isn't `Mentor.listed()`


def locked(request: Request) -> Request:
    """The current row, locked together with all of its mentors until the transaction ends.

    A mentor's row is what a break and a count of their acceptances wait for, too. Lock order: mentors, request, jobs.
    """
    lock_mentors([ask.mentor_id for ask in request.asks.all()])
    return Request.objects.for_update().get(pk=request.pk)


def lock_mentors(keys: list[int]) -> None:
    """Lock mentors by their keys, in one order for all."""
    list(Mentor.objects.for_update().filter(pk__in=keys).order_by("pk"))


def ask_next(request: Request, *, now: datetime) -> Ask | None:
    """Ask the next mentor who can be asked; those who can't are skipped. None if no one is left.

    Args:
        request: locked by the caller, with its mentors; none of its asks is live.
    """
    waiting = request.asks.filter(state=AskState.WAITING).with_people()
    listed = set(Mentor.objects.listed().filter(received_asks__in=waiting).values_list("pk", flat=True))
    for ask in waiting:
        if ask.mentor_id not in listed:
            settle(ask, AskState.AWAY, now=now)
            continue
        ask.state, ask.sent_at = AskState.SENT, now
        start_clock(ask, now + ANSWER_WITHIN, now=now)
        ask.save(update_fields=["state", "sent_at", "due_at"])
        notify(ask.mentor.user, "request_asked", about=ask, in_time_for=ask.due_at, now=now, by=request.mentee)
        return ask
    return None


def start_clock(ask: Ask, due_at: datetime, *, now: datetime) -> None:
    """Give the mentor until `due_at`, with reminders on the way. The caller saves the ask."""
    ask.due_at = due_at
    for before, kind in ((REMIND_BEFORE, "request_reminder"), (REMIND_LAST_BEFORE, "request_last_reminder")):
        if due_at - before > now:
            data = {"due": due_at.isoformat()}  # an earlier clock's reminders know by it that they're out of date
            notify(ask.mentor.user, kind, about=ask, due_at=due_at - before, data=data, now=now)


def stop_clock(ask: Ask, *, now: datetime) -> None:
    """Keep what is left of the mentor's time, and give the mentee theirs. The caller saves the ask."""
    ask.left = (ask.due_at or now) - now
    ask.due_at = now + REPLY_WITHIN
    remind_at = ask.due_at - REMIND_TO_REPLY_BEFORE
    notify(ask.request.mentee, "request_question_reminder", about=ask, due_at=remind_at, now=now)


def settle(ask: Ask, state: AskState, *, now: datetime, reason: str = "", message: str = "") -> None:
    """End an ask that the caller has locked with its request."""
    ask.state, ask.reason, ask.message, ask.left, ask.settled_at = state, reason, message, None, now
    ask.save(update_fields=["state", "reason", "message", "left", "settled_at"])


def move_on(request: Request, ended: Ask, *, by: "User | None" = None, now: datetime) -> None:
    """Ask the next mentor after `ended`, or end the request if no one is left. The mentee is told.

    Args:
        request: locked by the caller, with its mentors.
        by: whose answer it was; None if it was the clock or a break.
    """
    if following := ask_next(request, now=now):
        data = {"from": ended.position}
        notify(request.mentee, "request_relayed", about=following, data=data, now=now, by=by)
        return
    end(request, RequestState.EXHAUSTED, now=now)
    notify(request.mentee, "request_exhausted", about=request, data={"from": ended.position}, now=now, by=by)


def end(request: Request, state: RequestState, *, now: datetime) -> None:
    """End a request that the caller has locked. A mentor who was still asked is told; nobody else was."""
    for ask in request.asks.filter(state__in=OPEN).with_people():
        was_asked = ask.is_live
        settle(ask, AskState.WITHDRAWN, now=now)
        if was_asked:
            notify(ask.mentor.user, "request_over", about=ask, now=now)
    request.state, request.ended_at = state, now
    request.save(update_fields=["state", "ended_at"])


@retry_lost_races()
def expire(*, now: datetime) -> int:
    """Move on from mentors whose time has passed, and end what its mentee has let lie. Returns how many asks ended."""
    return sum(_expire(ask, now=now) for ask in Ask.objects.due(at=now).order_by("due_at").select_related("request"))


def _expire(found: Ask, *, now: datetime) -> bool:
    with transaction.atomic():
        request = locked(found.request)
        ask = request.asks.due(at=now).filter(pk=found.pk).with_people().first()
        if ask is None:
            return False  # answered while this waited for the lock
        if ask.state == AskState.ASKED_BACK:
            end(request, RequestState.WITHDRAWN, now=now)
            notify(request.mentee, "request_lapsed", about=ask, now=now)
            return True
        settle(ask, AskState.EXPIRED, now=now)
        notify(ask.mentor.user, "request_over", about=ask, now=now)
        move_on(request, ask, now=now)
    return True


def pass_on_later(mentor: Mentor, *, now: datetime) -> None:
    """Move on from a mentor who takes a break, after the caller's transaction.

    By then, a request that was being sent to them meanwhile is there, too.
    """
    enqueue(SKIP, {"mentor": mentor.pk}, now=now, key=f"pass-on:{mentor.pk}")


@retry_lost_races()
def pass_on(*, mentor: Mentor | None = None, now: datetime) -> int:
    """Move on from mentors who can't be asked any more: on a break, gone, or with a closed account.

    Args:
        mentor: look at this one's asks only.

    Returns:
        How many asks ended.
    """
    asks = Ask.objects.live().filter(AWAY)
    asks = asks.filter(mentor=mentor) if mentor else asks
    return sum(_pass_on(ask, now=now) for ask in asks.order_by("pk").select_related("request"))


def _pass_on(found: Ask, *, now: datetime) -> bool:
    with transaction.atomic():
        request = locked(found.request)
        ask = request.asks.live().filter(AWAY, pk=found.pk).with_people().first()
        if ask is None:
            return False
        settle(ask, AskState.AWAY, now=now)
        notify(ask.mentor.user, "request_over", about=ask, now=now)
        move_on(request, ask, now=now)
    return True


def end_at_team(*, now: datetime) -> int:
    """End the requests that the team could do nothing for in two weeks, and say so. Returns how many."""
    rows = Request.objects.filter(state=RequestState.WITH_TEAM, team_since__lte=now - TEAM_WITHIN)
    ended = 0
    for pk in rows.values_list("pk", flat=True):
        with transaction.atomic():
            row = rows.for_update().filter(pk=pk).first()
            if row is None:
                continue
            end(row, RequestState.EXHAUSTED, now=now)
            notify(row.mentee, "request_team_over", about=row, now=now)
            ended += 1
    return ended
