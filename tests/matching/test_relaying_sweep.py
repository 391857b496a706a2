"""The sweep of every minute: one request that fails doesn't keep the others waiting. And what half a year deletes."""

from collections.abc import Callable

import pytest
import structlog
from django.test import Client

from accounts.models import User
from core import clock
from data_protection.services import retaining
from matching.models import Ask, Request, RequestState
from matching.policy import KEPT_FOR
from matching.services import relaying, requests
from matching.tasks import move_requests_on
from mentors.models import Mentor, MentorStatus
from tests.bookings.moments import NOW, book
from tests.factories import AskFactory, RequestFactory, UserFactory
from tests.matching.breaking import break_rows
from tests.matching.relays import DAY, MINUTE, WEEK, accept, ask_of, decline, send, states, three
from tests.pages import markup

pytestmark = pytest.mark.django_db


def broken(request: Request) -> None:
    break_rows("matching_ask", "request_id", request.pk)


def two(mentee: User) -> tuple[Request, Request]:
    ana, bela, _cem = three()
    return send(mentee, ana), send(UserFactory(), bela, now=NOW + MINUTE)


def test_request_that_cannot_expire_is_logged_and_the_others_go_on(mentee: User) -> None:
    first, second = two(mentee)
    broken(first)
    with structlog.testing.capture_logs() as lines:
        assert relaying.expire(now=NOW + 8 * DAY) == 1
    assert (states(first), states(second)) == (["live", "sent"], ["exhausted", "expired"])
    [line] = [line for line in lines if line["event"] == "relay"]
    assert (line["log_level"], line["row"]) == ("error", str(first.asks.get().uuid))


@pytest.mark.parametrize("accepted", [False, True])
def test_request_that_cannot_be_passed_on_does_not_stop_the_others(mentee: User, accepted: bool) -> None:
    first, second = two(mentee)
    if accepted:
        for request in (first, second):
            accept(request, request.asks.get().mentor, now=NOW + MINUTE)
    Mentor.objects.update(status=MentorStatus.PAUSED)
    broken(first)
    assert relaying.pass_on(now=NOW + DAY) == 1
    assert states(first)[0] == ("matched" if accepted else "live")
    assert states(second) == ["exhausted", "undone" if accepted else "away"]


def test_request_that_cannot_end_at_the_team_does_not_stop_the_others(fixed_clock: None) -> None:
    first, second = (
        AskFactory(waiting=True, request=RequestFactory(state=RequestState.WITH_TEAM, team_since=NOW)).request
        for _number in range(2)
    )
    broken(first)
    clock.move_to(NOW + 14 * DAY)
    move_requests_on()
    assert (states(first)[0], states(second)[0]) == ("with_team", "exhausted")


def ended(mentee: User) -> Request:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    decline(request, ana, now=NOW)
    accept(request, bela, now=NOW)
    return request


def test_ended_request_is_deleted_after_half_a_year(mentee: User, fixed_clock: None) -> None:
    request = ended(mentee)
    booking = book(ask_of(request, Mentor.objects.get(user__display_name="Bela Nagy")).mentor, mentee)
    live = send(mentee, Mentor.objects.get(user__display_name="Cem Kaya"))
    retaining.run(now=NOW + KEPT_FOR)
    assert Request.objects.filter(pk=request.pk).exists()
    retaining.run(now=NOW + KEPT_FOR + MINUTE)
    assert Request.objects.get() == live
    assert Ask.objects.filter(request=request.pk).count() == 0
    booking.refresh_from_db()
    assert booking.is_confirmed


READER = Callable[[User, Request], str]


@pytest.fixture
def page(client: Client, fixed_clock: None) -> READER:
    def read(member: User, request: Request) -> str:
        client.force_login(member)
        return markup(client.get(request.get_absolute_url()))

    return read


@pytest.mark.parametrize("how", ["declined", "expired", "late", "withdrawn", "away", "undone", "lapsed"])
def test_mentor_reads_no_more_than_that_they_were_asked_once_it_is_over(page: READER, mentee: User, how: str) -> None:
    ana, *_others = three()
    User.objects.filter(pk=mentee.pk).update(introduction="I bake bread.")
    request = send(mentee, ana, tried="Three books.")
    assert "Three books." in page(ana.user, request)
    if how == "declined":
        decline(request, ana, now=NOW)
    elif how == "withdrawn":
        requests.withdraw(request=request, by=mentee, now=NOW)
    elif how in ("late", "expired"):
        clock.move_to(NOW + WEEK)
        if how == "expired":
            relaying.expire(now=NOW + WEEK)
    else:
        settled = {"settled_at": NOW, "question": "Why?", "asked_at": NOW}
        state = "withdrawn" if how == "lapsed" else how
        Ask.objects.filter(request=request).update(state=state, **settled)
    shown = page(ana.user, request)
    assert "Kofi Mensah asked you on 23 November 2026" in shown
    for text in (request.goal, "Three books.", "I bake bread.", "Why?", "would like to talk to you"):
        assert text not in shown


def test_mentor_who_said_yes_reads_on(page: READER, mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana, tried="Three books.")
    accept(request, ana, now=NOW)
    assert "Three books." in page(ana.user, request)
    clock.move_to(NOW + 30 * DAY)
    shown = page(ana.user, request)
    assert "You accepted, but no time was booked within a month." in shown
    assert "Three books." not in shown
    clock.move_to(NOW)
    book(ana, mentee)
    clock.move_to(NOW + 30 * DAY)
    assert "Three books." in page(ana.user, request)


def test_mentee_reads_whom_they_can_ask_again(page: READER, mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    clock.move_to(NOW + WEEK)
    relaying.expire(now=NOW + WEEK)
    assert "You can ask Ana again" not in page(mentee, request), "not while another is asked"
    decline(request, bela, now=NOW + WEEK)
    shown = page(mentee, request)
    assert "You can ask Ana again with another request" in shown
    assert "You can ask Bela again" not in shown
    assert states(send(mentee, ana, now=NOW + WEEK)) == ["live", "sent"]
    Mentor.objects.filter(pk=ana.pk).update(status=MentorStatus.PAUSED)
    assert "You can ask Ana again" not in page(mentee, request)
