"""A suggestion is taken while others answer. The race has a twin with the protection off."""

from typing import Any

import pytest

from matching.models import Ask, DeclineReason, Request
from matching.models.requests import RequestQuerySet
from matching.services import suggesting
from mentors.models import Mentor
from mentors.models.profiles import MentorQuerySet
from notifications.models import Notice
from tests.bookings.moments import NOW
from tests.factories import MentorFactory, UserFactory
from tests.matching.relays import DAY, ask_of, decline, send, states, three
from tests.races import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fixed_clock")]


def with_a_suggestion(chosen: int) -> tuple[Request, list[Mentor], Ask]:
    mentors = three()[:chosen]
    request = send(UserFactory(), *mentors)
    other = MentorFactory(bookable=True, user__display_name="Dana Weiß")
    return request, mentors, decline(request, mentors[0], reason=DeclineReason.BETTER, suggests=other)


def press(ask: Ask) -> Any:
    asked = Ask.objects.with_people().get(pk=ask.pk)
    return suggesting.ask_suggested(ask=asked, by=asked.request.mentee, now=NOW + DAY)


def test_suggestion_taken_while_the_last_one_declines_is_asked() -> None:
    for _round in range(4):
        request, (_ana, bela), ask = with_a_suggestion(2)
        all_at_once(lambda a=ask: press(a), lambda r=request, b=bela: decline(r, b))
        assert states(request) == ["live", "declined", "declined", "sent"]


def test_without_the_locks_a_suggestion_waits_in_a_request_that_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    request, (_ana, bela), ask = with_a_suggestion(2)
    monkeypatch.setattr(RequestQuerySet, "for_update", lambda rows: rows.select_related("mentee"))
    monkeypatch.setattr(MentorQuerySet, "for_update", lambda rows: rows.select_related("user"))
    original = suggesting.refusal_to_ask_suggested

    def look(ask: Ask, **kwargs: Any) -> str:
        said = original(ask, **kwargs)
        all_at_once(lambda: decline(request, bela))
        return said

    monkeypatch.setattr(suggesting, "refusal_to_ask_suggested", look)
    press(ask)
    assert states(request) == ["exhausted", "declined", "declined", "waiting"]


def test_suggestion_taken_twice_at_once_is_asked_once() -> None:
    request, _mentors, ask = with_a_suggestion(1)
    results = all_at_once(*[lambda: press(ask)] * 5)
    assert {type(result) for result in results} == {Request}
    assert states(request) == ["live", "declined", "sent"]
    assert Notice.objects.filter(kind="request_asked", recipient=ask_of(request, ask.suggests).mentor.user).count() == 1
