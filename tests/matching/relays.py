"""What the tests of requests share: a moment, mentors in order, and helpers that act for people."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from matching.models import Ask, DeclineReason, Request
from matching.services import asks, requests
from matching.services.requests import Choice
from mentors.models import Mentor
from notifications.models import Notice
from tests.bookings.moments import NOW
from tests.factories import MentorFactory
from tests.factories.matching import GOAL
from tests.factories.mentors import SOMEONE

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WEEK = 7 * DAY


def three() -> list[Mentor]:
    names = ("Ana Ruiz", "Bela Nagy", "Cem Kaya")
    return [MentorFactory(bookable=True, photo=SOMEONE, user__display_name=name) for name in names]


def send(by: User, *mentors: Mentor, **changes: Any) -> Request:
    wishes: dict[str, Any] = {"choices": [Choice(mentor) for mentor in mentors], "goal": GOAL, "now": NOW}
    return requests.send(by=by, **(wishes | changes))


def ask_of(request: Request, mentor: Mentor) -> Ask:
    return request.asks.with_people().get(mentor=mentor)


def accept(request: Request, mentor: Mentor, **changes: Any) -> Ask:
    return asks.accept(
        **({"ask": ask_of(request, mentor), "by": mentor.user, "message": "Gladly.", "now": NOW + DAY} | changes)
    )


def decline(request: Request, mentor: Mentor, **changes: Any) -> Ask:
    words: dict[str, Any] = {"reason": DeclineReason.TIME, "message": "", "now": NOW + DAY}
    return asks.decline(ask=ask_of(request, mentor), by=mentor.user, **(words | changes))


def ask_back(request: Request, mentor: Mentor, **changes: Any) -> Ask:
    words: dict[str, Any] = {"question": "How large is your team?", "now": NOW + DAY}
    return asks.ask_back(ask=ask_of(request, mentor), by=mentor.user, **(words | changes))


def reply(request: Request, mentor: Mentor, **changes: Any) -> Ask:
    words: dict[str, Any] = {"text": "Four people.", "now": NOW + 2 * DAY}
    return asks.reply(ask=ask_of(request, mentor), by=request.mentee, **(words | changes))


def states(request: Request) -> list[str]:
    """The request's state, and those of its asks in order."""
    return [Request.objects.get(pk=request.pk).state, *request.asks.values_list("state", flat=True)]


def told(member: User) -> list[str]:
    """What a member gets, in order; reminders are left out."""
    rows = Notice.objects.filter(recipient=member).exclude(kind__contains="reminder").order_by("created_at", "due_at")
    return list(rows.values_list("kind", flat=True))
