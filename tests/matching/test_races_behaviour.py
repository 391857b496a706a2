"""Answers, clocks and breaks at the same moment. Each race has a twin with the protection off."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from bookings.services import status
from matching.errors import RequestRefused
from matching.models import Ask, AskState, Request
from matching.models.requests import RequestQuerySet
from matching.policy import MOST_TO_ANSWER
from matching.services import asks, relaying, requests
from mentors.models import Mentor
from mentors.models.profiles import MentorQuerySet
from notifications.models import Notice
from tests.bookings.moments import NOW, book
from tests.factories import AskFactory, MentorFactory, UserFactory
from tests.matching.relays import DAY, MINUTE, WEEK, accept, ask_of, decline, send, states, three
from tests.races import WAIT_SECONDS, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def summary(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RequestQuerySet, "for_update", lambda rows: rows.select_related("mentee"))
    monkeypatch.setattr(MentorQuerySet, "for_update", lambda rows: rows.select_related("user"))
    monkeypatch.setattr(requests, "advisory_lock", lambda *rows: None)


@pytest.fixture
def without_constraints() -> Iterator[None]:
    constraints = [c for c in Ask._meta.constraints if c.name in ("ask_one_at_a_time", "ask_accepted_once")]
    with connection.schema_editor() as editor:
        for constraint in constraints:
            editor.remove_constraint(Ask, constraint)
    yield
    Notice.objects.all().delete()
    Request.objects.all().delete()
    with connection.schema_editor() as editor:
        for constraint in constraints:
            editor.add_constraint(Ask, constraint)


def test_two_mentors_of_one_request_never_both_accept() -> None:
    """The first answers in the last minute, while the clock has passed the request on to the second."""
    for _round in range(4):
        ana, bela, _cem = three()
        request = send(UserFactory(), ana, bela)

        def second(request: Request = request, bela: Mentor = bela) -> Any:
            relaying.expire(now=NOW + WEEK)
            return accept(request, bela, now=NOW + WEEK)

        results = all_at_once(lambda r=request, a=ana: accept(r, a, now=NOW + WEEK - MINUTE), second)
        assert summary(results) == {"Ask": 1, "RequestRefused": 1}
        accepted = request.asks.get(state=AskState.ACCEPTED)
        assert Request.objects.get(pk=request.pk).state == "matched"
        assert Notice.objects.filter(recipient=request.mentee, kind="request_accepted").count() == 1
        assert accepted.mentor in (ana, bela)


def accept_while_the_next_does(monkeypatch: pytest.MonkeyPatch) -> tuple[Request, list[Any]]:
    """The first mentor accepts; after their check, the clock passes the request on, and the second one accepts."""
    ana, bela, _cem = three()
    request = send(UserFactory(), ana, bela)
    original = asks.refusal_to_accept

    def look(ask: Ask, **kwargs: Any) -> str:
        said = original(ask, **kwargs)
        if ask.mentor_id == ana.pk:
            [second] = all_at_once(lambda: (relaying.expire(now=NOW + WEEK), accept(request, bela, now=NOW + WEEK))[1])
            assert isinstance(second, Ask)
        return said

    monkeypatch.setattr(asks, "refusal_to_accept", look)
    return request, all_at_once(lambda: accept(request, ana, now=NOW + WEEK - MINUTE))


def test_without_lock_and_constraints_both_accept(
    without_locks: None, without_constraints: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, results = accept_while_the_next_does(monkeypatch)
    assert summary(results) == {"Ask": 1}
    assert states(request) == ["matched", "accepted", "accepted"]


def test_without_the_lock_the_constraint_still_takes_one_acceptance(
    without_locks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, results = accept_while_the_next_does(monkeypatch)
    assert summary(results) == {"RequestRefused": 1}
    assert "already accepted" in str(results[0])
    assert states(request) == ["matched", "expired", "accepted"]


def test_accepting_and_declining_at_once_end_in_one_answer(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    results = all_at_once(lambda: accept(request, ana), lambda: decline(request, ana))
    assert summary(results) == {"Ask": 1, "RequestRefused": 1}
    assert states(request) in (["matched", "accepted", "withdrawn"], ["live", "declined", "sent"])


def test_withdrawing_while_a_mentor_accepts_ends_in_one_state(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    results = all_at_once(
        lambda: accept(request, ana), lambda: requests.withdraw(request=request, by=mentee, now=NOW + DAY)
    )
    assert "RequestRefused" in summary(results)
    assert states(request) in (["matched", "accepted"], ["withdrawn", "withdrawn"])


def pause_while_asked(monkeypatch: pytest.MonkeyPatch, mentee: User) -> Request:
    """The first mentor declines, and the second goes on pause after we've seen that they take requests."""
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    looked, original = threading.Event(), relaying.start_clock

    def start(ask: Ask, *args: Any, **kwargs: Any) -> None:
        if ask.mentor_id == bela.pk:
            looked.set()
            paused.wait(timeout=1)  # which it never is while the mentor's row is locked
        original(ask, *args, **kwargs)

    paused = threading.Event()

    def pause() -> None:
        looked.wait(timeout=WAIT_SECONDS)
        status.pause(mentor=bela, by=bela.user, now=NOW + DAY)
        relaying.pass_on(mentor=bela, now=NOW + DAY)  # what the job does, at once after the commit
        paused.set()

    monkeypatch.setattr(relaying, "start_clock", start)
    all_at_once(lambda: decline(request, ana), pause)
    return request


def test_mentor_who_pauses_while_their_turn_comes_is_passed_over(mentee: User, monkeypatch: pytest.MonkeyPatch) -> None:
    request = pause_while_asked(monkeypatch, mentee)
    assert states(request) == ["live", "declined", "away", "sent"]


def test_without_the_lock_a_mentor_on_pause_keeps_the_turn(
    mentee: User, without_locks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = pause_while_asked(monkeypatch, mentee)
    assert states(request) == ["live", "declined", "sent", "waiting"]
    monkeypatch.undo()
    relaying.pass_on(now=NOW + DAY + MINUTE)  # beat's sweep finds it within a minute, all the same
    assert states(request) == ["live", "declined", "away", "sent"]


def two_last_acceptances() -> list[Any]:
    mentor = MentorFactory(bookable=True)
    for _number in range(2):
        AskFactory(mentor=mentor, accepted=True, settled_at=NOW)
    pair = [AskFactory(mentor=mentor).request for _number in range(2)]
    return all_at_once(*(lambda request=request: accept(request, mentor) for request in pair))


def test_last_capacity_of_a_mentor_is_accepted_once() -> None:
    results = two_last_acceptances()
    assert summary(results) == {"Ask": 1, "RequestRefused": 1}
    assert "accepted 3 requests" in next(str(each) for each in results if isinstance(each, RequestRefused))


def test_without_the_lock_the_last_capacity_is_accepted_twice(
    without_locks: None, together: Callable[[object, str], None]
) -> None:
    together(asks, "refusal_of_capacity")
    assert summary(two_last_acceptances()) == {"Ask": 2}


def test_mentee_sends_two_requests_at_once_and_one_is_taken(mentee: User) -> None:
    ana, bela, _cem = three()
    results = all_at_once(lambda: send(mentee, ana), lambda: send(mentee, bela))
    assert summary(results) == {"Request": 1, "RequestRefused": 1}


def test_without_the_lock_the_constraint_still_takes_one_request(
    mentee: User, without_locks: None, together: Callable[[object, str], None]
) -> None:
    ana, bela, _cem = three()
    together(requests, "refusal_to_send")
    results = all_at_once(lambda: send(mentee, ana), lambda: send(mentee, bela))
    assert summary(results) == {"Request": 1, "RequestRefused": 1}
    assert "already have a request" in next(str(each) for each in results if isinstance(each, RequestRefused))


def test_clock_that_runs_twice_at_once_moves_on_once(mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    results = all_at_once(*[lambda: relaying.expire(now=NOW + WEEK)] * 3)
    assert sum(results) == 1
    assert states(request) == ["live", "expired", "sent", "waiting"]


def test_two_bookings_at_once_use_an_acceptance_once(mentee: User) -> None:
    mentor = MentorFactory(bookable=True)
    mentor.session_types.update(on_request=True)
    request = send(mentee, mentor)
    accept(request, mentor, now=NOW)
    later = ask_of(request, mentor)
    results = all_at_once(
        lambda: book(mentor, mentee),
        lambda: book(mentor, mentee, starts_at=later.settled_at.replace(day=26, hour=9, minute=0)),
    )
    assert sorted(result.status for result in results) == ["confirmed", "requested"]


def test_mutual_first_choices_do_not_deadlock() -> None:
    """Two requests that name the same mentors in opposite orders, declined and passed on at the same moment."""
    ana, bela, _cem = three()
    one, two = send(UserFactory(), ana, bela), send(UserFactory(), bela, ana)
    results = all_at_once(lambda: decline(one, ana), lambda: decline(two, bela))
    assert summary(results) == {"Ask": 2}
    assert (states(one), states(two)) == (["live", "declined", "sent"], ["live", "declined", "sent"])


def last_place(together: Callable[[object, str], None] | None = None) -> tuple[Mentor, list[Any]]:
    """Two mentees send to a mentor who has room for one request more."""
    ana, *_others = three()
    AskFactory.create_batch(MOST_TO_ANSWER - 1, mentor=ana)
    if together:
        together(relaying, "without_room")
    first, second = UserFactory.create_batch(2)
    return ana, all_at_once(lambda: send(first, ana), lambda: send(second, ana))


def test_last_place_of_a_mentor_is_taken_once() -> None:
    ana, results = last_place()
    assert summary(results) == {"Request": 1, "RequestRefused": 1}
    assert Ask.objects.live().filter(mentor=ana).count() == MOST_TO_ANSWER


def test_without_the_lock_the_last_place_is_taken_twice(
    without_locks: None, together: Callable[[object, str], None]
) -> None:
    ana, results = last_place(together)
    assert summary(results) == {"Request": 2}
    assert Ask.objects.live().filter(mentor=ana).count() == MOST_TO_ANSWER + 1


def fallen_through() -> tuple[Request, Callable[[], Request]]:
    """A request whose yes has come to nothing, and how its mentee sends another."""
    ana, bela, cem = three()
    request = send(UserFactory(), ana, bela)
    accept(request, ana, now=NOW)
    Mentor.objects.filter(pk=ana.pk).update(status="paused")
    return request, lambda: send(request.mentee, cem, now=NOW + MINUTE)


def test_mentee_has_one_request_if_one_comes_back_while_they_send_another() -> None:
    for _round in range(4):
        request, another = fallen_through()
        passed_on, sent = all_at_once(lambda: relaying.pass_on(now=NOW + MINUTE), another)
        assert passed_on == 1
        assert Request.objects.of(request.mentee).unfinished().count() == 1
        came_back = isinstance(sent, RequestRefused)
        assert states(request)[:2] == ["live" if came_back else "exhausted", "undone"]


def test_without_the_lock_the_constraint_keeps_it_at_one_and_the_next_run_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relaying, "advisory_lock", lambda *rows: None)
    request, another = fallen_through()
    check = relaying.has_another

    def look(mentee: User) -> bool:
        said = check(mentee)
        if not said:
            [sent] = all_at_once(another)
            assert isinstance(sent, Request)
        return said

    monkeypatch.setattr(relaying, "has_another", look)
    assert relaying.pass_on(now=NOW + MINUTE) == 0
    assert states(request)[:2] == ["matched", "accepted"]
    assert relaying.pass_on(now=NOW + 2 * MINUTE) == 1
    assert states(request)[:2] == ["exhausted", "undone"]
