"""Asking a mentor whom another one has suggested instead: only if the mentee wants it, and then as the next."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.db import advisory_lock, retry_lost_races, violates
from matching.errors import RequestRefused
from matching.models import Ask, AskState, Request, RequestState
from matching.models.requests import MOST_PLACES, OPEN
from matching.services.relaying import ask_next, lock_mentors, without_room
from mentors.models import Mentor
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User


@retry_lost_races()
def ask_suggested(*, ask: Ask, by: "User", now: datetime) -> Request:
    """Put whom an ask's mentor suggested before all who haven't been asked yet. Doing it again does nothing.

    If no one is being asked any more, they're asked at once.

    Args:
        by: the mentee.

    Raises:
        RequestRefused: it isn't theirs, is over, or the mentor can't be asked. Safe to show.
    """
    try:
        with transaction.atomic():
            advisory_lock(by)  # another request that is being sent
            keys = [ask.suggests_id] if ask.suggests_id else []
            lock_mentors([*keys, *(each.mentor_id for each in ask.request.asks.all())])  # mentors, request, jobs
            request = Request.objects.for_update().get(pk=ask.request_id)
            row = request.asks.with_people().get(pk=ask.pk)
            row.request = request
            if by.pk == request.mentee_id and _is_next(request.asks.all(), row.suggests_id):
                return request
            if reason := refusal_to_ask_suggested(row, by=by, now=now):
                raise RequestRefused(reason)
            if row.suggests:
                _put_next(request, row.suggests)
            if request.state == RequestState.EXHAUSTED:
                request.state, request.ended_at = RequestState.LIVE, None
                request.save(update_fields=["state", "ended_at"])
                if (first := ask_next(request, now=now)) is None:
                    raise RequestRefused(_("This mentor isn’t taking requests at the moment."))
                notify(by, "request_sent", about=first, now=now, by=by)
    except IntegrityError as error:
        if violates(error, "request_one_at_a_time"):
            raise RequestRefused(_already_another()) from error
        raise
    return request


def refusal_to_ask_suggested(ask: Ask, *, by: "User", now: datetime) -> str:
    """Why the mentor whom an ask's mentor suggested can't be put next; "" if they can. Safe to show."""
    full = without_room([ask.suggests_id], kind=ask.request.kind, now=now) if ask.suggests_id else set()
    apart = Mentor.objects.apart_from(by)
    return _refusal(ask, by=by, full=full, apart=apart, has_another=_has_another(ask.request))


def to_ask(request: Request, *, now: datetime) -> frozenset[int]:
    """The asks, by their keys, whose suggestion the mentee can put next; two queries if there are any.

    Args:
        request: with its asks and their people prefetched.
    """
    suggesting = [ask for ask in request.asks.all() if ask.suggests_id]
    if not suggesting:
        return frozenset()
    for ask in suggesting:
        ask.request = request
    full, has_another = (
        without_room([pk for ask in suggesting if (pk := ask.suggests_id)], kind=request.kind, now=now),
        _has_another(request),
    )
    by, apart = request.mentee, Mentor.objects.apart_from(request.mentee)
    possible = (
        ask.pk for ask in suggesting if not _refusal(ask, by=by, full=full, apart=apart, has_another=has_another)
    )
    return frozenset(possible)


def _refusal(ask: Ask, *, by: "User", full: Collection[int], apart: Collection[int], has_another: bool) -> str:
    request, mentor = ask.request, ask.suggests
    if request.mentee_id != by.pk:
        return _("This isn’t your request.")
    is_open = request.state == RequestState.LIVE or (
        request.state == RequestState.EXHAUSTED and request.team_since is None
    )
    if not is_open:
        return _("This request has already ended.")
    if mentor is None or not mentor.is_listed or mentor.pk in apart:
        return _("This mentor isn’t taking requests at the moment.")
    words, turns = {"name": mentor.user.display_name}, list(request.asks.all())
    theirs = next((each for each in turns if each.mentor_id == mentor.pk), None)
    if theirs and theirs.state != AskState.WAITING:
        return _("You’ve already asked %(name)s.") % words
    if _is_next(turns, mentor.pk):
        return _("%(name)s comes next already.") % words
    if theirs is None and turns[-1].position + 1 >= MOST_PLACES:
        return _("You’ve asked as many mentors as one request can have. You can send another one.")
    if mentor.pk in full:
        return _("%(name)s has no room for requests at the moment.") % words
    return _already_another() if has_another else ""


def _has_another(request: Request) -> bool:
    return Request.objects.filter(mentee=request.mentee_id).unfinished().exclude(pk=request.pk).exists()


def _already_another() -> str:
    return _("You have another request on its way. You can have one at a time.")


def _is_next(asks: Iterable[Ask], mentor: int | None) -> bool:
    """Whether a mentor is being asked, or is the first of those who wait."""
    turns = [ask for ask in asks if ask.state in OPEN]
    waiting = [ask.mentor_id for ask in turns if not ask.is_live]
    return mentor in (*waiting[:1], *(ask.mentor_id for ask in turns if ask.is_live))


def _put_next(request: Request, mentor: Mentor) -> None:
    """Give a mentor the first place among those who wait, in one statement."""
    waiting = list(request.asks.filter(state=AskState.WAITING))
    chosen = next((each for each in waiting if each.mentor_id == mentor.pk), None)
    if chosen is None:
        last = max(request.asks.values_list("position", flat=True))
        chosen = request.asks.create(mentor=mentor, position=last + 1)
        waiting.append(chosen)
    places = [each.position for each in waiting]
    waiting.sort(key=lambda each: each != chosen)  # the others stay in the mentee's order
    for each, place in zip(waiting, places, strict=True):
        each.position = place
    Ask.objects.bulk_update(waiting, ["position"])
