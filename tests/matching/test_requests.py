"""Sending a request, withdrawing it, and letting the team look."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from accounts import services as accounts
from accounts.models import User
from matching.errors import RequestRefused
from matching.models import Request, RequestState
from matching.services import relaying, requests
from matching.services.requests import Choice
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from tests.bookings.moments import NOW
from tests.factories import MentorFactory, RequestFactory, UserFactory
from tests.factories.matching import GOAL
from tests.matching.relays import DAY, WEEK, accept, ask_back, ask_of, decline, send, states, three, told

pytestmark = pytest.mark.django_db


def test_first_mentor_is_asked_and_the_others_wait(mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, bela, ana, cem, tried="Books.", languages=["de"])
    assert [ask.mentor for ask in request.asks.all()] == [bela, ana, cem]
    assert states(request) == ["live", "sent", "waiting", "waiting"]
    first = ask_of(request, bela)
    assert (first.sent_at, first.due_at) == (NOW, NOW + WEEK)
    assert (request.goal, request.tried, request.languages) == (GOAL.strip(), "Books.", ["de"])
    assert (told(bela.user), told(ana.user), told(mentee)) == (["request_asked"], [], ["request_sent"])
    reminders = Notice.objects.filter(recipient=bela.user, kind__contains="reminder")
    assert list(reminders.order_by("due_at").values_list("kind", "due_at")) == [
        ("request_reminder", NOW + 3 * DAY),
        ("request_last_reminder", NOW + 6 * DAY),
    ]


def test_words_to_one_mentor_are_kept_with_their_ask(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, choices=[Choice(ana, " I liked your talk. "), Choice(bela)])
    assert (ask_of(request, ana).words, ask_of(request, bela).words) == ("I liked your talk.", "")


def test_mentee_has_one_request_at_a_time(mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana)
    with pytest.raises(RequestRefused, match="already have a request"):
        send(mentee, bela)
    accept(request, ana)
    assert states(send(mentee, cem, now=NOW + 2 * DAY)) == ["live", "sent"]


def test_fourth_request_in_ninety_days_is_refused(mentee: User) -> None:
    ana, *_others = three()
    for number in range(3):
        request = send(mentee, ana, now=NOW + number * DAY)
        requests.withdraw(request=request, by=mentee, now=NOW + number * DAY)
    with pytest.raises(RequestRefused, match="sent 3 requests in the last 90 days"):
        send(mentee, ana, now=NOW + 90 * DAY - timedelta(seconds=1))
    assert send(mentee, ana, now=NOW + 90 * DAY).is_live


def test_request_that_the_team_has_looked_at_does_not_count(mentee: User) -> None:
    for _number in range(3):
        RequestFactory(mentee=mentee, state=RequestState.EXHAUSTED, ended_at=NOW, team_since=NOW, created_at=NOW)
    assert send(mentee, MentorFactory()).is_live


@pytest.mark.parametrize(("number", "message"), [(0, "choose up to 3"), (4, "choose up to 3")])
def test_number_of_mentors_is_one_to_three(mentee: User, number: int, message: str) -> None:
    with pytest.raises(RequestRefused, match=message):
        send(mentee, *MentorFactory.create_batch(number))


def test_mentor_is_chosen_once_is_someone_else_and_takes_requests(mentee: User) -> None:
    ana, bela, _cem = three()
    with pytest.raises(RequestRefused, match="only once"):
        send(mentee, ana, bela, ana)
    with pytest.raises(RequestRefused, match="can’t ask yourself"):
        send(ana.user, bela, ana)
    with pytest.raises(RequestRefused, match="isn’t taking requests"):
        send(mentee, ana, MentorFactory(paused=True))
    assert not Request.objects.exists()


@pytest.mark.parametrize("goal", ["Too short.", " ".join("x" * 149), "x" * 1501, "\u200b" * 200])
def test_goal_has_some_length(mentee: User, goal: str) -> None:
    goal = goal.replace(" ", "") if goal.startswith("x x") else goal
    with pytest.raises(RequestRefused, match="in 150 to 1500 characters"):
        send(mentee, MentorFactory(), goal=goal)


def test_other_words_have_a_length_too(mentee: User) -> None:
    for changes in ({"tried": "x" * 1001}, {"choices": [Choice(MentorFactory(), "x" * 301)]}):
        with pytest.raises(RequestRefused, match="too long"):
            send(mentee, MentorFactory(), **changes)


def test_closed_account_sends_nothing(mentee: User) -> None:
    accounts.close(user=mentee, by=UserFactory(staff=True), now=NOW)
    with pytest.raises(RequestRefused, match="closed"):
        send(mentee, MentorFactory())


def test_withdrawing_tells_only_the_mentor_who_was_asked(mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    decline(request, ana)
    requests.withdraw(request=request, by=mentee, now=NOW + 2 * DAY)
    assert states(request) == ["withdrawn", "declined", "withdrawn", "withdrawn"]
    assert (told(bela.user), told(cem.user)) == (["request_asked", "request_over"], [])
    assert told(ana.user) == ["request_asked"]


def test_only_the_mentee_withdraws_and_lets_the_team_look(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    for by in (ana.user, UserFactory()):
        with pytest.raises(RequestRefused, match="isn’t your request"):
            requests.withdraw(request=request, by=by, now=NOW)
        with pytest.raises(RequestRefused, match="isn’t your request"):
            requests.let_the_team_look(request=request, by=by, now=NOW)


@pytest.fixture
def exhausted(mentee: User) -> Request:
    """The only mentor has declined."""
    ana, *_others = three()
    request = send(mentee, ana)
    decline(request, ana)
    request.refresh_from_db()
    return request


@pytest.fixture
def helper() -> User:
    member = UserFactory(is_staff=True)
    member.user_permissions.add(Permission.objects.get(codename="suggest_for_request"))
    return member


def test_team_looks_when_everyone_was_asked(exhausted: Request, mentee: User) -> None:
    assert told(mentee) == ["request_sent", "request_exhausted"]
    requests.let_the_team_look(request=exhausted, by=mentee, now=NOW + 2 * DAY)
    exhausted.refresh_from_db()
    assert (exhausted.state, exhausted.team_since, exhausted.ended_at) == ("with_team", NOW + 2 * DAY, None)
    assert Notice.objects.filter(kind="request_for_team", recipient=None).count() == 1
    with pytest.raises(RequestRefused, match="already have a request"):
        send(mentee, MentorFactory(), now=NOW + 3 * DAY)
    requests.withdraw(request=exhausted, by=mentee, now=NOW + 3 * DAY)
    assert states(exhausted) == ["withdrawn", "declined"]


def test_requests_taken_back_from_the_team_count(exhausted: Request, mentee: User) -> None:
    """Those for which the team found no one don't."""
    Request.objects.filter(pk=exhausted.pk).update(team_since=NOW)
    counted = {"mentee": mentee, "state": RequestState.WITHDRAWN, "team_since": NOW, "ended_at": NOW, "created_at": NOW}
    RequestFactory.create_batch(2, **counted)
    assert not requests.refusal_to_send(mentee, now=NOW + DAY)
    RequestFactory(**counted)
    assert "sent 3 requests" in requests.refusal_to_send(mentee, now=NOW + DAY)


def test_team_does_not_look_while_a_mentor_may_answer_nor_twice(exhausted: Request, mentee: User) -> None:
    requests.let_the_team_look(request=exhausted, by=mentee, now=NOW + 2 * DAY)
    assert relaying.end_at_team(now=NOW + 16 * DAY - timedelta(seconds=1)) == 0
    assert relaying.end_at_team(now=NOW + 16 * DAY) == 1
    assert (states(exhausted), told(mentee)[-1]) == (["exhausted", "declined"], "request_team_over")
    with pytest.raises(RequestRefused, match="already looked"):
        requests.let_the_team_look(request=exhausted, by=mentee, now=NOW + 17 * DAY)
    live = send(mentee, MentorFactory(), now=NOW + 17 * DAY)
    with pytest.raises(RequestRefused, match="everyone you chose has been asked"):
        requests.let_the_team_look(request=live, by=mentee, now=NOW + 17 * DAY)


def test_team_does_not_look_beside_another_request(exhausted: Request, mentee: User) -> None:
    send(mentee, MentorFactory(), now=NOW + 2 * DAY)
    with pytest.raises(RequestRefused, match="already have a request"):
        requests.let_the_team_look(request=exhausted, by=mentee, now=NOW + 2 * DAY)


def test_team_suggests_and_the_mentee_decides(exhausted: Request, mentee: User, helper: User) -> None:
    requests.let_the_team_look(request=exhausted, by=mentee, now=NOW + 2 * DAY)
    found = MentorFactory.create_batch(2)
    with pytest.raises(RequestRefused, match="may not do this"):
        requests.suggest(request=exhausted, mentors=found, by=UserFactory(is_staff=True), now=NOW + 3 * DAY)
    with pytest.raises(RequestRefused, match="isn’t taking requests"):
        requests.suggest(request=exhausted, mentors=[MentorFactory(paused=True)], by=helper, now=NOW + 3 * DAY)
    asked = [ask.mentor for ask in exhausted.asks.all()]
    with pytest.raises(RequestRefused, match="has been asked already"):
        requests.suggest(request=exhausted, mentors=[*found, *asked], by=helper, now=NOW + 3 * DAY)
    requests.suggest(request=exhausted, mentors=found, by=helper, now=NOW + 3 * DAY)
    assert set(exhausted.suggested.all()) == set(found)
    assert (states(exhausted), told(mentee)[-1]) == (["exhausted", "declined"], "request_suggestions")
    assert told(found[0].user) == []
    with pytest.raises(RequestRefused, match="isn’t with the team"):
        requests.suggest(request=exhausted, mentors=found, by=helper, now=NOW + 3 * DAY)


def test_closing_the_mentee_s_account_withdraws_the_request(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    ask_back(request, ana)
    accounts.close(user=mentee, by=UserFactory(staff=True), now=NOW + 2 * DAY)
    assert states(request) == ["withdrawn", "withdrawn", "withdrawn"]
    assert told(ana.user)[-1] == "request_over"
    assert told(bela.user) == []


def test_mentor_who_left_is_skipped_when_their_turn_comes(mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    Mentor.objects.filter(pk=bela.pk).update(status=MentorStatus.LEFT)
    decline(request, ana)
    assert states(request) == ["live", "declined", "away", "sent"]
    assert (told(bela.user), told(cem.user), told(mentee)[-1]) == ([], ["request_asked"], "request_relayed")
