"""What mentees do with a request: send, withdraw, and let the team look. And what the team does with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.fairness import grown_for
from bookings.hooks import gate_of
from bookings.policy import growth
from core.db import advisory_lock, retry_lost_races, violates
from core.text import visible_length
from matching.errors import RequestRefused
from matching.models import MOST_ASKED, Ask, Request, RequestKind, RequestState
from matching.models.requests import LONGEST_ASK, LONGEST_TRIED, LONGEST_WORDS, SHORTEST_ASK
from matching.policy import MOST_REQUESTS, REQUESTS_COUNT
from matching.services.relaying import ask_next, end, lock_mentors, locked, without_room
from mentors.models import Mentor
from mentorships.services.offering import refusal_to_ask_for
from notifications.services import notify, notify_team

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Choice:
    """A mentor to ask, and what only they are told."""

    mentor: Mentor
    words: str = ""


@retry_lost_races()
def send(
    *,
    by: "User",
    choices: Sequence[Choice],
    goal: str,
    tried: str = "",
    languages: Sequence[str] = (),
    kind: RequestKind = RequestKind.SESSION,
    now: datetime,
) -> Request:
    """Send a request: the first mentor is asked at once, the others in turn. Sending the same again does nothing.

    Args:
        choices: one to three, in the mentee's order.
        goal: 150 to 1,500 characters.

    Raises:
        RequestRefused: they have another already or had too many, or someone can't be asked. Safe to show.
    """
    goal, tried = goal.strip(), tried.strip()
    choices = [Choice(choice.mentor, choice.words.strip()) for choice in choices]
    try:
        with transaction.atomic():
            advisory_lock(by)  # so that the limits hold
            if sent := _sent_before(by, choices, goal=goal, tried=tried, languages=languages, kind=kind):
                return sent
            lock_mentors([choice.mentor.pk for choice in choices])  # Lock order: mentors, request, jobs.
            refusal = (
                refusal_to_send(by, now=now)
                or _refusal_of_choices(choices, by, now=now)
                or _refusal_of_kind(kind, choices, by)
                or _refusal_of(goal)
            )
            if refusal:
                raise RequestRefused(refusal)
            if len(tried) > LONGEST_TRIED or any(len(choice.words) > LONGEST_WORDS for choice in choices):
                raise RequestRefused(_("That’s too long. Please shorten it a little."))
            request = Request.objects.create(
                kind=kind, mentee=by, goal=goal, tried=tried, languages=list(languages), created_at=now
            )
            Ask.objects.bulk_create(
                Ask(request=request, mentor=choice.mentor, position=position, words=choice.words)
                for position, choice in enumerate(choices)
            )
            first = ask_next(request, now=now)
            if first is None:
                raise RequestRefused(_("None of these mentors takes requests at the moment. Please choose others."))
            notify(by, "request_sent", about=first, now=now, by=by)
    except IntegrityError as error:
        if violates(error, "request_one_at_a_time"):
            raise RequestRefused(_already_one()) from error
        raise
    return request


def _sent_before(
    by: "User", choices: Sequence[Choice], *, goal: str, tried: str, languages: Sequence[str], kind: RequestKind
) -> Request | None:
    """The unfinished request that says the same to the same mentors, in their order: the form was sent twice."""
    same = {"goal": goal, "tried": tried, "languages": list(languages), "kind": kind}
    sent = Request.objects.of(by).unfinished().filter(**same).first()
    if sent is None:
        return None
    asked = [(ask.mentor_id, ask.words) for ask in sent.asks.all()]
    return sent if asked == [(choice.mentor.pk, choice.words) for choice in choices] else None


def refusal_to_send(member: "User", *, now: datetime) -> str:
    """Why `member` can't send a request at `now`; "" if they can. Used by pages and the service. Safe to show."""
    if not get_user_model().objects.active().filter(pk=member.pk).exists():
        return _("This account is closed.")
    if reason := gate_of(member, now=now).refusal:
        return reason
    mine = Request.objects.of(member)
    if mine.unfinished().exists():
        return _already_one()
    # What the team has found no one for came to nothing through no fault of the mentee's.
    counted = mine.exclude(state=RequestState.EXHAUSTED, team_since__isnull=False)
    most = grown_for(member, MOST_REQUESTS, now=now)
    if counted.filter(created_at__gt=now - REQUESTS_COUNT).count() >= most:
        text = ngettext(
            "You’ve sent %(most)d request in the last %(days)d days. Please book a free time instead.",
            "You’ve sent %(most)d requests in the last %(days)d days. Please book a free time instead.",
            most,
        )
        return text % {"most": most, "days": REQUESTS_COUNT.days} + growth(most, MOST_REQUESTS)
    return ""


def _already_one() -> str:
    return _("You already have a request on its way. You can have one at a time.")


def _refusal_of_choices(choices: Sequence[Choice], by: "User", *, now: datetime) -> str:
    chosen = [choice.mentor.pk for choice in choices]
    if not 1 <= len(chosen) <= MOST_ASKED:
        text = ngettext("Please choose %(most)d mentor.", "Please choose up to %(most)d mentors.", MOST_ASKED)
        return text % {"most": MOST_ASKED}
    if len(set(chosen)) < len(chosen):
        return _("Please choose each mentor only once.")
    mentors = {mentor.pk: mentor for mentor in Mentor.objects.filter(pk__in=chosen).select_related("user")}
    if any(mentor.user_id == by.pk for mentor in mentors.values()):
        return _("You can’t ask yourself.")
    apart = Mentor.objects.apart_from(by)  # they read the same as of a break: the blocked aren't told
    if away := [mentors[pk] for pk in chosen if not mentors[pk].is_listed or pk in apart]:
        text = _("%(name)s isn’t taking requests at the moment. Please choose someone else.")
        return text % {"name": away[0].user.display_name}
    full = without_room(chosen, now=now)
    if name := next((mentors[pk].user.display_name for pk in chosen if pk in full), ""):
        return _("%(name)s has no room for requests at the moment. Please choose someone else.") % {"name": name}
    return ""


def _refusal_of_kind(kind: RequestKind, choices: Sequence[Choice], by: "User") -> str:
    return refusal_to_ask_for([choice.mentor for choice in choices], by) if kind == RequestKind.MENTORSHIP else ""


def _refusal_of(goal: str) -> str:
    if visible_length(goal) < SHORTEST_ASK or len(goal) > LONGEST_ASK:
        return _("Please say what it’s about in %(least)d to %(most)d characters.") % {
            "least": SHORTEST_ASK,
            "most": LONGEST_ASK,
        }
    return ""


@retry_lost_races()
def withdraw(*, request: Request, by: "User", now: datetime) -> None:
    """Withdraw an unfinished request; the mentor whose turn it is is told. Repeating it does nothing.

    Raises:
        RequestRefused: it isn't theirs, or it has ended otherwise. Safe to show.
    """
    with transaction.atomic():
        row = locked(request)
        if row.mentee_id != by.pk:
            raise RequestRefused(_("This isn’t your request."))
        if row.state == RequestState.WITHDRAWN:
            return
        if not row.is_unfinished:
            raise RequestRefused(_("This request has already ended."))
        end(row, RequestState.WITHDRAWN, now=now)


def let_the_team_look(*, request: Request, by: "User", now: datetime) -> None:
    """Hand a request that no one accepted to the team, who may read it from then on. Repeating it does nothing.

    Raises:
        RequestRefused: it isn't theirs, someone may still answer, or the team has looked. Safe to show.
    """
    try:
        with transaction.atomic():
            row = Request.objects.for_update().get(pk=request.pk)
            if row.mentee_id == by.pk and row.state == RequestState.WITH_TEAM:
                return
            if reason := refusal_of_team(row, by=by):
                raise RequestRefused(reason)
            row.state, row.team_since, row.ended_at = RequestState.WITH_TEAM, now, None
            row.save(update_fields=["state", "team_since", "ended_at"])
            notify_team("request_for_team", about=row, now=now, by=by)
    except IntegrityError as error:
        if violates(error, "request_one_at_a_time"):
            raise RequestRefused(_already_one()) from error
        raise


def refusal_of_team(request: Request, *, by: "User") -> str:
    """Why the team can't be asked to look; "" if it can. Safe to show."""
    if request.mentee_id != by.pk:
        return _("This isn’t your request.")
    if request.state != RequestState.EXHAUSTED:
        return _("The team can only look once everyone you chose has been asked.")
    if request.team_since:
        return _("The team has already looked at this request.")
    if Request.objects.of(by).unfinished().exists():
        return _already_one()
    return ""


def suggest(*, request: Request, mentors: Sequence[Mentor], by: "User", now: datetime) -> None:
    """Suggest up to three mentors for a request that is with the team; the mentee decides whether to ask them.

    Args:
        by: a member of the team who may do this.

    Raises:
        RequestRefused: it isn't with the team, or one of them can't be asked. Safe to show.
    """
    with transaction.atomic():
        row = Request.objects.for_update().get(pk=request.pk)
        if not by.has_perm("matching.suggest_for_request"):
            raise RequestRefused(_("You may not do this."))
        if reason := refusal_to_suggest(row, mentors, now=now):
            raise RequestRefused(reason)
        row.suggested.set(mentors)
        end(row, RequestState.EXHAUSTED, now=now)
        notify(row.mentee, "request_suggestions", about=row, now=now, by=by)


def refusal_to_suggest(request: Request, mentors: Sequence[Mentor], *, now: datetime) -> str:
    """Why these mentors can't be suggested; "" if they can. Safe to show."""
    if request.state != RequestState.WITH_TEAM:
        return _("This request isn’t with the team any more.")
    if request.asks.filter(mentor__in=mentors).exists():
        return _("One of them has been asked already. Please choose others.")
    return _refusal_of_choices([Choice(mentor) for mentor in mentors], request.mentee, now=now)


def end_all(*, member: "User", now: datetime) -> None:
    """Withdraw the request of a closed account, in the transaction that closes it."""
    # A request that is being sent either comes first, or finds the account closed. Mentor and member together, as when
    # bookings are cancelled after this: taken one by one, closing and booking could wait for each other.
    advisory_lock(member, *Mentor.objects.filter(user=member))
    for request in Request.objects.of(member).unfinished():
        end(locked(request), RequestState.WITHDRAWN, now=now)
