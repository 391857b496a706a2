"""The clocks of a request, and mentors who can't be asked any more."""

from datetime import date

import pytest

from accounts import services as accounts
from accounts.models import User
from bookings.services import status
from core import clock
from matching.models import Request
from matching.services import relaying
from matching.tasks import move_requests_on
from outbox.services import drain
from tests.bookings.moments import NOW
from tests.factories import UserFactory
from tests.matching.relays import DAY, MINUTE, WEEK, accept, ask_back, decline, reply, send, states, three, told

pytestmark = pytest.mark.django_db


def test_week_without_an_answer_asks_the_next(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    assert relaying.expire(now=NOW + WEEK - MINUTE) == 0
    assert relaying.expire(now=NOW + WEEK) == 1
    assert states(request) == ["live", "expired", "sent"]
    assert (told(ana.user)[-1], told(bela.user), told(mentee)[-1]) == (
        "request_over",
        ["request_asked"],
        "request_relayed",
    )
    assert relaying.expire(now=NOW + WEEK) == 0
    assert relaying.expire(now=NOW + 2 * WEEK) == 1
    assert (states(request), told(mentee)[-1]) == (["exhausted", "expired", "expired"], "request_exhausted")


def test_mentee_who_lets_a_question_lie_withdraws(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    ask = ask_back(request, ana)
    assert relaying.expire(now=NOW + 6 * DAY - MINUTE) == 0
    assert relaying.expire(now=NOW + 6 * DAY) == 1
    assert states(request) == ["withdrawn", "withdrawn", "withdrawn"]
    ask.refresh_from_db()
    assert ask.has_lapsed
    assert (told(mentee)[-1], told(ana.user)[-1], told(bela.user)) == ("request_lapsed", "request_over", [])


def test_question_keeps_the_mentor_s_clock_from_running_out(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    ask_back(request, ana, now=NOW + 6 * DAY)
    assert relaying.expire(now=NOW + 8 * DAY) == 0
    reply(request, ana, now=NOW + 8 * DAY)
    assert relaying.expire(now=NOW + 10 * DAY - MINUTE) == 0
    assert relaying.expire(now=NOW + 10 * DAY) == 1


@pytest.mark.parametrize("asked_back", [False, True])
def test_turn_of_a_mentor_who_pauses_goes_on_at_once(mentee: User, asked_back: bool) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    if asked_back:
        ask_back(request, ana, now=NOW)
    status.pause(mentor=ana, by=ana.user, until=date(2026, 12, 24), now=NOW + MINUTE)
    drain(now=NOW + MINUTE)
    assert states(request) == ["live", "away", "sent"]
    assert (told(ana.user)[-1], told(bela.user), told(mentee)[-1]) == (
        "request_over",
        ["request_asked"],
        "request_relayed",
    )


def test_turn_of_a_mentor_who_leaves_or_whose_account_is_closed_goes_on(mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    status.leave(mentor=ana, by=ana.user, message="", now=NOW)
    drain(now=NOW)
    assert states(request) == ["live", "away", "sent", "waiting"]
    accounts.close(user=bela.user, by=UserFactory(staff=True), now=NOW)
    drain(now=NOW)
    assert states(request) == ["live", "away", "away", "sent"]
    status.pause(mentor=cem, by=cem.user, now=NOW + DAY)
    drain(now=NOW + DAY)
    assert (states(request), told(mentee)[-1]) == (["exhausted", "away", "away", "away"], "request_exhausted")


def test_break_of_a_mentor_does_not_touch_what_is_answered_or_waits(mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    decline(request, ana)
    for mentor in (ana, cem):
        status.pause(mentor=mentor, by=mentor.user, now=NOW + DAY)
    drain(now=NOW + DAY)
    assert states(request) == ["live", "declined", "sent", "waiting"]
    status.resume(mentor=cem, by=cem.user, now=NOW + 2 * DAY)
    decline(request, bela, now=NOW + 2 * DAY)
    assert states(request) == ["live", "declined", "declined", "sent"]
    accept(request, cem, now=NOW + 3 * DAY)
    assert Request.objects.get().state == "matched"


def test_task_moves_all_requests_on(mentee: User, fixed_clock: None) -> None:
    ana, bela, cem = three()
    late, away = send(mentee, ana, cem), send(UserFactory(), bela, cem, now=NOW + DAY)
    status.pause(mentor=bela, by=bela.user, now=NOW + DAY)
    clock.move_to(NOW + WEEK)
    move_requests_on()
    assert (states(late), states(away)) == (["live", "expired", "sent"], ["live", "away", "sent"])
