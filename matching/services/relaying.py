"""Asking the mentors of a request one after the other: who is next, the clocks, and what happens at the end."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Block
from bookings.services import status
from core.db import advisory_lock, retry_lost_races
from core.sweeping import each
from matching.models import LIVE, Ask, AskState, Request, RequestKind, RequestState
from matching.models.requests import OPEN
from matching.policy import (
    ANSWER_WITHIN,
    MOST_TO_ANSWER,
    MOST_TO_BOOK,
    REMIND_BEFORE,
    REMIND_LAST_BEFORE,
    REMIND_TO_REPLY_BEFORE,
    REPLY_WITHIN,
    TEAM_WITHIN,
)
from matching.services.silence import is_silent, silences_of
from mentors.models import Mentor, MentorStatus
from mentorships.services.offering import with_a_place
from notifications.services import notify
from outbox.services import enqueue

if TYPE_CHECKING:
    from accounts.models import User

SKIP = "matching.skip"
BY_MENTEE = Exists(Block.objects.filter(blocker=OuterRef("request__mentee"), blocked=OuterRef("mentor__user")))
BY_MENTOR = Exists(Block.objects.filter(blocker=OuterRef("mentor__user"), blocked=OuterRef("request__mentee")))
# Who isn't `Mentor.listed()`, or is kept apart from the mentee by a block.
AWAY = ~Q(mentor__status=MentorStatus.LISTED) | Q(mentor__user__is_active=False) | Q(BY_MENTEE) | Q(BY_MENTOR)


def locked(request: Request) -> Request:
    """The current row, locked together with all of its mentors until the transaction ends.

    A mentor's row is what a break and a count of their acceptances wait for, too. Lock order: mentors, request, jobs.
    """
    lock_mentors([ask.mentor_id for ask in request.asks.all()])
    return Request.objects.for_update().get(pk=request.pk)


def lock_mentors(keys: list[int]) -> None:
    """Lock mentors by their keys, in one order for all."""
    list(Mentor.objects.for_update().filter(pk__in=keys).order_by("pk"))


def without_room(mentors: Collection[int], *, kind: str = RequestKind.SESSION, now: datetime) -> set[int]:
    """Which of these mentors, by their keys, have no room for another request: too many to answer, or to be booked.

    For a mentorship, those without a free place have none, either: one more query.
    """
    kept = (Ask.objects.live() | Ask.objects.to_book(at=now)).filter(mentor__in=mentors).order_by()
    counted = kept.values("mentor").annotate(
        to_answer=Count("pk", filter=Q(state__in=LIVE)), to_book=Count("pk", filter=Q(state=AskState.ACCEPTED))
    )
    full = counted.filter(Q(to_answer__gte=MOST_TO_ANSWER) | Q(to_book__gte=MOST_TO_BOOK))
    without = set(full.values_list("mentor", flat=True))
    return without | (set(mentors) - with_a_place(mentors)) if kind == RequestKind.MENTORSHIP else without


def ask_next(request: Request, *, now: datetime) -> Ask | None:
    """Ask the next mentor who can be asked; those who can't are skipped. None if no one is left.

    Args:
        request: locked by the caller, with its mentors; none of its asks is live.
    """
    waiting = request.asks.filter(state=AskState.WAITING).with_people()
    full = without_room([ask.mentor_id for ask in waiting], kind=request.kind, now=now)
    away = set(request.asks.filter(AWAY, state=AskState.WAITING).values_list("pk", flat=True))
    for ask in waiting:
        if ask.pk in away:
            settle(ask, AskState.AWAY, now=now)
            continue
        if ask.mentor_id in full:
            settle(ask, AskState.FULL, now=now)
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


def settle(
    ask: Ask,
    state: AskState,
    *,
    now: datetime,
    reason: str = "",
    message: str = "",
    suggests: Mentor | None = None,
) -> None:
    """End an ask that the caller has locked with its request. What the mentor wrote with a yes stays."""
    ask.state, ask.reason, ask.message, ask.left, ask.settled_at = state, reason, message or ask.message, None, now
    ask.suggests = suggests
    ask.save(update_fields=["state", "reason", "message", "suggests", "left", "settled_at"])


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


def expire(*, now: datetime) -> int:
    """Move on from mentors whose time has passed, and end what its mentee has let lie. Returns how many asks ended."""
    return each(Ask.objects.due(at=now).order_by("due_at").select_related("request"), _expire, event="relay", now=now)


@retry_lost_races()
def _expire(found: Ask, now: datetime) -> bool:
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
        silences = silences_of(ask.mentor)
        if not is_silent(silences, now=now) or not status.deactivate(ask.mentor, now=now):
            notify(ask.mentor.user, "request_over", about=ask, data={"silent": len(silences)}, now=now)
        move_on(request, ask, now=now)
    return True


def pass_on_later(mentor: Mentor, *, now: datetime) -> None:
    """Move on from a mentor who takes a break, after the caller's transaction.

    By then, a request that was being sent to them meanwhile is there, too.
    """
    enqueue(SKIP, {"mentor": mentor.pk}, now=now, key=f"pass-on:{mentor.pk}")


def pass_on(*, mentor: Mentor | None = None, now: datetime) -> int:
    """Move on from mentors who take no bookings any more: on a break, inactive, gone, or with a closed account.

    That goes for those who have said yes, too, as long as no time is booked.

    Args:
        mentor: look at this one's asks only.

    Returns:
        How many asks ended.
    """
    asks = Ask.objects.filter(AWAY).order_by("pk").select_related("request__mentee")
    asks = asks.filter(mentor=mentor) if mentor else asks
    passed_on = each(asks.live(), _pass_on, event="relay", now=now)
    return passed_on + each(asks.to_book(at=now), _reopen, event="relay", now=now)


@retry_lost_races()
def _pass_on(found: Ask, now: datetime) -> bool:
    with transaction.atomic():
        request = locked(found.request)
        ask = request.asks.live().filter(AWAY, pk=found.pk).with_people().first()
        if ask is None:
            return False
        # To a mentor whom the mentee has blocked it is a request that was withdrawn, as any other.
        settle(ask, AskState.WITHDRAWN if _is_by_mentee(ask) else AskState.AWAY, now=now)
        if not _is_by_mentor(ask):
            notify(ask.mentor.user, "request_over", about=ask, now=now)
        move_on(request, ask, now=now)
    return True


def _is_by_mentee(ask: Ask) -> bool:
    return Block.objects.filter(blocker=ask.request.mentee_id, blocked=ask.mentor.user_id).exists()


def _is_by_mentor(ask: Ask) -> bool:
    return Block.objects.filter(blocker=ask.mentor.user_id, blocked=ask.request.mentee_id).exists()


def has_another(mentee: "User") -> bool:
    """Whether a mentee whose request has ended has sent another, which isn't over."""
    return Request.objects.of(mentee).unfinished().exists()


@retry_lost_races()
def _reopen(found: Ask, now: datetime) -> bool:
    """Ask those who didn't have to be asked because of a yes that has come to nothing."""
    with transaction.atomic():
        advisory_lock(found.request.mentee)  # another request that is being sent, or a time that is being booked
        request = locked(found.request)
        ask = request.asks.to_book(at=now).filter(AWAY, pk=found.pk).with_people().first()
        if ask is None:
            return False
        settle(ask, AskState.WITHDRAWN if _is_by_mentee(ask) else AskState.UNDONE, now=now)
        if not _is_by_mentor(ask):
            notify(ask.mentor.user, "request_over", about=ask, now=now)
        if has_another(request.mentee):
            end(request, RequestState.EXHAUSTED, now=now)
            data = {"from": ask.position, "beside": True}
            notify(request.mentee, "request_exhausted", about=request, data=data, now=now)
            return True
        request.asks.filter(state=AskState.WITHDRAWN, sent_at=None).update(state=AskState.WAITING, settled_at=None)
        request.state, request.ended_at = RequestState.LIVE, None
        request.save(update_fields=["state", "ended_at"])
        move_on(request, ask, now=now)
    return True


def end_at_team(*, now: datetime) -> int:
    """End the requests that the team could do nothing for in two weeks, and say so. Returns how many."""
    rows = Request.objects.filter(state=RequestState.WITH_TEAM, team_since__lte=now - TEAM_WITHIN)
    return each(rows.order_by("team_since"), _end_at_team, event="relay", now=now)


def _end_at_team(found: Request, now: datetime) -> bool:
    with transaction.atomic():
        row = Request.objects.for_update().filter(pk=found.pk, state=RequestState.WITH_TEAM).first()
        if row is None:
            return False  # the team was quicker
        end(row, RequestState.EXHAUSTED, now=now)
        notify(row.mentee, "request_team_over", about=row, now=now)
    return True
